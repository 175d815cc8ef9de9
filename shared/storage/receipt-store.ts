import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { owedIndex } from "../contract/names.ts";
import { receipt, type Receipt, type ReceiptDecision } from "../domain/hand-over-receipt.ts";
import { eventWrite } from "./history.ts";
import { owedRecords } from "./owed-records.ts";
import { batchRecords, receiptKey, receiptPrefix } from "./record-keys.ts";
import { commit, type Write } from "./transaction.ts";

/** Partition of the `owed` index: receipts of an archive that have yet to be issued. */
export const owedReceipts = (archiveId: string): string => `receipt#${archiveId}`;

const decisions = { "batch-closed": "closed", "batch-accepted": "accepted", "batch-converted": "converted" } as const;

/** Part of the transaction in which a batch is decided of: from then on the receipt is owed. Of other decisions none is. */
export const owedReceiptWrites = (records: string, event: DomainEvent): Write[] => {
  if (event.type !== "batch-closed" && event.type !== "batch-accepted" && event.type !== "batch-converted") return [];
  const decision: ReceiptDecision = decisions[event.type];
  const { archiveId, batchId, time } = event;
  const owed: Receipt = { archiveId, batchId, decision, owedSince: time };
  return [
    {
      Put: {
        TableName: records,
        Item: {
          ...receiptKey(archiveId, batchId, decision),
          record: owed,
          [owedIndex.partition]: owedReceipts(archiveId),
          [owedIndex.sort]: time,
        },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    },
  ];
};

/** Receipts for what was decided of batches, owed or issued. */
export const receiptStore = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history?: string },
) => ({
  async of(archiveId: string, batchId: string): Promise<Receipt[]> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: records,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": batchRecords(archiveId, batchId), ":sk": receiptPrefix },
        ConsistentRead: true,
      }),
    );
    return Items.map((found) => receipt.parse(found["record"]));
  },

  /** Receipts of an archive that are owed since before a moment, the oldest first. */
  async owed(archiveId: string, before: string, limit: number): Promise<Receipt[]> {
    const owed = await owedRecords(documents, records, { owedBy: owedReceipts(archiveId), before, limit });
    return owed.map((found) => receipt.parse(found));
  },

  /** Notes that an owed receipt was issued, with the event. @throws StateMoved when another run was first. */
  async issue(issued: Receipt & Required<Pick<Receipt, "issued">>, event: DomainEvent): Promise<void> {
    if (history === undefined) throw new TypeError("who issues receipts tells the history");
    const { archiveId, batchId, decision } = issued;
    const put: Write = {
      Put: {
        TableName: records,
        Item: { ...receiptKey(archiveId, batchId, decision), record: issued },
        ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(#record.#issued)",
        ExpressionAttributeNames: { "#record": "record", "#issued": "issued" },
      },
    };
    await commit(documents, [put, eventWrite(history, event)]);
  },
});
export type ReceiptStore = ReturnType<typeof receiptStore>;
