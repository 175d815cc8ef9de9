import * as z from "zod";
import { archiveId } from "./archives.ts";
import { destructionDecision, destructionListName, itemToDestroy, mostItemsAtOnce } from "./destruction.ts";
import { calendarDay, retentionPeriod } from "./retention.ts";

const moment = z.iso.datetime();
const reason = z.string().min(1).max(1000);
const listPath = z.object({ archiveId, listId: destructionListName });

export const destructionListAnswer = z.strictObject({
  archiveId,
  listId: destructionListName,
  title: z.string(),
  state: z.enum(["draft", "reviewed", "approved", "withdrawn"]),
  items: z.int().meta({ description: "How many items are on the list." }),
  steps: z.array(z.strictObject({ to: z.string(), actor: z.string(), at: moment, reason: z.string() })),
});

export const destructionEntriesAnswer = destructionListAnswer.extend({
  entries: z.array(
    itemToDestroy.extend({
      title: z.string(),
      pages: z.int(),
      retention: retentionPeriod,
      dueOn: calendarDay,
    }),
  ),
  cursor: z.string().optional(),
});

export const draftDestructionQuestion = z.strictObject({
  listId: destructionListName,
  title: z.string().min(1).max(200),
  items: z.array(itemToDestroy).min(1).max(mostItemsAtOnce),
  reason,
});
export const decideDestructionQuestion = z.strictObject({ decision: destructionDecision, reason });

const nothing = z.object({});
const noBody = z.undefined();

export const destructionRoutes = {
  draftDestruction: {
    method: "POST",
    path: "/v1/archives/{archiveId}/destruction-lists",
    handler: "retention/draft-destruction",
    signedIn: true,
    summary: "Draft a list of due items that are to go, or add to a draft (archivists)",
    pathParameters: z.object({ archiveId }),
    query: nothing,
    body: draftDestructionQuestion,
    answer: destructionListAnswer,
  },
  decideDestruction: {
    method: "POST",
    path: "/v1/archives/{archiveId}/destruction-lists/{listId}/decisions",
    handler: "retention/decide-destruction",
    signedIn: true,
    summary: "Review a list (a second person), approve it (a third, approvers) or withdraw it",
    pathParameters: listPath,
    query: nothing,
    body: decideDestructionQuestion,
    answer: destructionListAnswer,
  },
  getDestruction: {
    method: "GET",
    path: "/v1/archives/{archiveId}/destruction-lists/{listId}",
    handler: "retention/get-destruction",
    signedIn: true,
    summary: "One destruction list: its items, and who decided what of it",
    pathParameters: listPath,
    query: z.object({ cursor: z.string().max(2000).optional() }),
    body: noBody,
    answer: destructionEntriesAnswer,
  },
} as const;
