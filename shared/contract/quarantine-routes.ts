import { quarantineAnswer, quarantinedBatch, quarantineQuery, quarantineQuestion } from "./quarantine.ts";
import { nothing, noBody, openedBatchPath, type Route } from "./route.ts";

export const quarantineRoutes = {
  listQuarantine: {
    method: "GET",
    path: "/v1/quarantine",
    handler: "accession/list-quarantine",
    signedIn: true,
    summary: "Batches of one's archive that are held because of a secrecy mark, with why (security officers)",
    pathParameters: nothing,
    query: quarantineQuery,
    body: noBody,
    answer: quarantineAnswer,
  },
  decideQuarantine: {
    method: "POST",
    path: "/v1/batches/{archiveId}/{batchId}/quarantine",
    handler: "accession/decide-quarantine",
    signedIn: true,
    summary: "Hold a batch, or release one that was held for nothing (security officers; a second person)",
    pathParameters: openedBatchPath,
    query: nothing,
    body: quarantineQuestion,
    answer: quarantinedBatch,
  },
} as const satisfies Record<string, Route>;
