import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { BatchGate } from "../domain/batch-gate.ts";
import { earlierHistory, type EarlierHistory } from "../domain/earlier-history.ts";
import { countWrites, onlyThrough, receivedWrite, refusalLift, type ReceivedObject } from "./batch-writes.ts";
import { eventWrite } from "./history.ts";
import { earlierHistoryKey, earlierHistoryPrefix, itemKey } from "./record-keys.ts";
import { commit } from "./transaction.ts";

/** What earlier keepers told of items. */
export const earlierHistories = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history?: string },
) => ({
  /** All that came of an item, in no order. */
  async of(archiveId: string, archivalCode: string): Promise<EarlierHistory[]> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: records,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": itemKey(archiveId, archivalCode).pk, ":sk": earlierHistoryPrefix },
        ConsistentRead: true,
      }),
    );
    return Items.map((found) => earlierHistory.parse(found["record"]));
  },

  /**
   * Notes one that came, with the object's mark, the batch's counts and the event. The same document again is the same record.
   * @throws StateMoved when the object was dealt with meanwhile, or the batch's gate is no longer as it was.
   */
  async receive(
    received: EarlierHistory,
    {
      object,
      gate,
      liftsRefusal,
      event,
    }: {
      readonly object: ReceivedObject;
      readonly gate: BatchGate;
      readonly liftsRefusal: boolean;
      readonly event: DomainEvent;
    },
  ): Promise<void> {
    if (history === undefined) throw new TypeError("who receives histories tells the history");
    const { archiveId, archivalCode, sha256 } = received;
    const spread = `object ${object.key}`;
    const counts = { received: 1, accepted: 1, ...(liftsRefusal ? { refused: -1 } : {}) };
    await commit(
      documents,
      onlyThrough(gate, records, object, spread, [
        {
          Put: {
            TableName: records,
            Item: { ...earlierHistoryKey(archiveId, archivalCode, sha256), record: received },
          },
        },
        receivedWrite(records, object, "history", event.time),
        ...(liftsRefusal ? [refusalLift(records, object)] : []),
        ...countWrites(records, object.archiveId, object.batchId, spread, counts),
        eventWrite(history, event),
      ]),
    );
  },
});
export type EarlierHistories = ReturnType<typeof earlierHistories>;
