import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { freezeMatter, type FreezeDecision } from "../contract/freeze.ts";
import { moment } from "./page.ts";

/** One ground on which an item may not be destroyed for now: a lawsuit, an audit, a request that is open. */
const hold = z.strictObject({
  matter: freezeMatter,
  actor: z.string().min(1),
  at: moment,
  reason: z.string().min(1).max(1000),
});

/** Matters that hold one item at once; keeps its record small. */
const mostMatters = 50;

/** 冻结: what holds an item against destruction. It is frozen as long as one matter stands. */
export const freeze = z.strictObject({
  archiveId,
  archivalCode: z.string().min(1),
  holds: z.array(hold).max(mostMatters),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type Freeze = z.infer<typeof freeze>;

export type FreezeRefusal = "frozen-already" | "not-frozen" | "too-many-matters";
export type FreezeResult =
  { readonly ok: true; readonly after: Freeze } | { readonly ok: false; readonly why: FreezeRefusal };

export const isFrozen = (of: Freeze | undefined): boolean => of !== undefined && of.holds.length > 0;

/** Holds an item for a matter, or lets go of it for that matter alone. */
export const decideFreeze = (
  before: Freeze | undefined,
  of: Pick<Freeze, "archiveId" | "archivalCode">,
  decision: FreezeDecision,
  by: z.infer<typeof hold>,
): FreezeResult => {
  const holds = before?.holds ?? [];
  const stands = holds.some(({ matter }) => matter === by.matter);
  const writes = (before?.writes ?? 0) + 1;
  if (decision === "released")
    return stands
      ? { ok: true, after: { ...of, holds: holds.filter(({ matter }) => matter !== by.matter), writes } }
      : { ok: false, why: "not-frozen" };
  if (stands) return { ok: false, why: "frozen-already" };
  return holds.length >= mostMatters
    ? { ok: false, why: "too-many-matters" }
    : { ok: true, after: { ...of, holds: [...holds, by], writes } };
};
