import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { Accession } from "../domain/accession.ts";
import { eventWrite } from "./history.ts";
import { accessionKey } from "./record-keys.ts";
import { commit } from "./transaction.ts";

/** What is told of a batch without changing it, as long as it is as it was read: a permit is told before it is given. */
export const permitChanges = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history: string },
) => ({
  /** Up to 99 events. @throws StateMoved when the batch is no longer as it was read. */
  async tell({ archiveId, batchId, writes }: Accession, events: readonly DomainEvent[]): Promise<void> {
    await commit(documents, [
      {
        ConditionCheck: {
          TableName: records,
          Key: accessionKey(archiveId, batchId),
          ConditionExpression: "#record.#writes = :writes",
          ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
          ExpressionAttributeValues: { ":writes": writes },
        },
      },
      ...events.map((event) => eventWrite(history, event)),
    ]);
  },
});
export type PermitChanges = ReturnType<typeof permitChanges>;
