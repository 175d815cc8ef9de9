import * as z from "zod";
import { archiveId } from "./archives.ts";
import {
  destructionBar,
  destructionDecision,
  destructionListName,
  destructionState,
  itemToDestroy,
  mostItemsAtOnce,
  supervisors,
} from "./destruction.ts";
import { sha256 } from "./sha256.ts";
import { calendarDay, retentionPeriod } from "./retention.ts";

const moment = z.iso.datetime();
const reason = z.string().min(1).max(1000);
const listPath = z.object({ archiveId, listId: destructionListName });

export const destructionListAnswer = z.strictObject({
  archiveId,
  listId: destructionListName,
  title: z.string(),
  state: destructionState,
  items: z.int().meta({ description: "How many items are on the list." }),
  steps: z.array(z.strictObject({ to: z.string(), actor: z.string(), at: moment, reason: z.string() })),
  supervisors: supervisors.optional().meta({ description: "Who watches while it is carried out." }),
  progress: z
    .strictObject({ destroyed: z.int(), erased: z.int(), spared: z.int() })
    .optional()
    .meta({ description: "Items: destroyed, of those erased everywhere, and spared with a reason." }),
});

export const destructionEntriesAnswer = destructionListAnswer.extend({
  entries: z.array(
    itemToDestroy.extend({
      title: z.string(),
      pages: z.int(),
      retention: retentionPeriod,
      dueOn: calendarDay,
      outcome: z
        .discriminatedUnion("is", [
          z.strictObject({ is: z.literal("spared"), bar: destructionBar, at: moment }),
          z.strictObject({
            is: z.literal("destroyed"),
            at: moment,
            erasedAt: moment.optional(),
            shared: z.array(sha256).optional(),
          }),
        ])
        .optional()
        .meta({ description: "Absent until the list is carried out." }),
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
export const decideDestructionQuestion = z.discriminatedUnion("decision", [
  z.strictObject({ decision: destructionDecision, reason }),
  z.strictObject({
    decision: z.literal("ordered"),
    reason,
    supervisors: supervisors.meta({ description: "监销人: who watches while it is carried out." }),
  }),
]);

/** The certificate of a list that was carried out: the JWS, and addresses at which list and page can be fetched. */
export const certificateAnswer = z.strictObject({
  archiveId,
  listId: destructionListName,
  at: moment,
  sha256,
  jws: z.string(),
  list: z.strictObject({ sha256, address: z.url() }),
  page: z.strictObject({ sha256, address: z.url() }),
});

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
    summary: "Review a list (a second person), approve it (a third, approvers), have it carried out, or withdraw it",
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
  getCertificate: {
    method: "GET",
    path: "/v1/archives/{archiveId}/destruction-lists/{listId}/certificate",
    handler: "retention/get-certificate",
    signedIn: true,
    summary: "The signed certificate of a destruction list that was carried out",
    pathParameters: listPath,
    query: nothing,
    body: noBody,
    answer: certificateAnswer,
  },
} as const;
