import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { earlierHistory, type EarlierHistory } from "../domain/earlier-history.ts";
import { earlierHistoryKey, earlierHistoryPrefix, itemKey } from "./record-keys.ts";
import { takenInWrites, type TakenIn } from "./taken-in.ts";
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
  async receive(received: EarlierHistory, given: TakenIn): Promise<void> {
    if (history === undefined) throw new TypeError("who receives histories tells the history");
    const { archiveId, archivalCode, sha256 } = received;
    const Item = { ...earlierHistoryKey(archiveId, archivalCode, sha256), record: received };
    await commit(
      documents,
      takenInWrites({ records, history }, "history", { Put: { TableName: records, Item } }, given),
    );
  },
});
export type EarlierHistories = ReturnType<typeof earlierHistories>;
