import * as z from "zod";

/** What an item is held for: the number of a case, an audit, a request. */
export const freezeMatter = z.string().trim().min(1).max(100);

export const freezeDecision = z.enum(["frozen", "released"]);
export type FreezeDecision = z.infer<typeof freezeDecision>;

/** Items of one decision: with their events and checks they fit one transaction. */
export const mostItemsFrozenAtOnce = 30;
