import * as z from "zod";
import { archiveId } from "./archives.ts";
import { freezeDecision, freezeMatter, mostItemsFrozenAtOnce } from "./freeze.ts";

const moment = z.iso.datetime();
const reason = z.string().min(1).max(1000);
const archivalCode = z.string().min(1).max(200);
const archivePath = z.object({ archiveId });

/** What holds an item; none of them: it is not frozen any more. */
const frozenItem = z.strictObject({
  archivalCode,
  holds: z.array(z.strictObject({ matter: freezeMatter, actor: z.string(), at: moment, reason })),
});
export const freezeQuestion = z.strictObject({
  decision: freezeDecision,
  matter: freezeMatter,
  items: z.array(archivalCode).min(1).max(mostItemsFrozenAtOnce),
  reason,
});
export const freezeAnswer = z.strictObject({ items: z.array(frozenItem) });
export const frozenAnswer = z.strictObject({ items: z.array(frozenItem), cursor: z.string().optional() });

export const freezeRoutes = {
  freezeItems: {
    method: "POST",
    path: "/v1/archives/{archiveId}/frozen-items",
    handler: "retention/freeze-items",
    signedIn: true,
    summary:
      "Hold items against destruction for a matter (appraisers, archivists, approvers), or let go of them (approvers)",
    pathParameters: archivePath,
    query: z.object({}),
    body: freezeQuestion,
    answer: freezeAnswer,
  },
  listFrozen: {
    method: "GET",
    path: "/v1/archives/{archiveId}/frozen-items",
    handler: "retention/list-frozen",
    signedIn: true,
    summary: "Items that are held against destruction, and for what",
    pathParameters: archivePath,
    query: z.object({ cursor: z.string().max(2000).optional() }),
    body: z.undefined(),
    answer: frozenAnswer,
  },
} as const;
