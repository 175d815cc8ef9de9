import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { arrivedBag, type ArrivedBag } from "../bagit/arrived-bag.ts";
import { owedRecords } from "./owed-records.ts";
import { bagKey, bagPrefix, batchRecords } from "./record-keys.ts";

/** Partition of the `owed` index: an archive's bags that are not dealt with to their end. */
export const owedBags = (archiveId: string): string => `bags#${archiveId}`;

/** Bags that came with batches, at the archive's home. */
export const bagStore = (documents: DynamoDBDocumentClient, table: string) => ({
  async get(archiveId: string, batchId: string, id: string): Promise<ArrivedBag | undefined> {
    const Key = bagKey(archiveId, batchId, id);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : arrivedBag.parse(Item["record"]);
  },

  /** Bags of a batch, the newest first. */
  async ofBatch(archiveId: string, batchId: string, limit: number): Promise<ArrivedBag[]> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": batchRecords(archiveId, batchId), ":sk": bagPrefix },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items.map((found) => arrivedBag.parse(found["record"]));
  },

  /** Bags that wait since before a moment, the longest first. */
  async owed(archiveId: string, before: string, limit: number): Promise<ArrivedBag[]> {
    const owed = await owedRecords(documents, table, { owedBy: owedBags(archiveId), before, limit });
    return owed.map((found) => arrivedBag.parse(found));
  },
});
export type BagStore = ReturnType<typeof bagStore>;
