import type { RefusalCode } from "../domain/refusal.ts";

const surplus: ReadonlySet<RefusalCode> = new Set(["not-a-scan", "extension-unknown"]);

/** Something that does not belong in a batch of scans. */
export const isSurplus = (code: RefusalCode): boolean => surplus.has(code);

/** A refusal that has a check of its own. */
export const toldElsewhere = (code: RefusalCode): boolean =>
  isSurplus(code) || code === "encrypted" || code === "infected";
