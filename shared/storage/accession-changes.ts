import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { owedIndex } from "../contract/names.ts";
import { owesTests, type Accession } from "../domain/accession.ts";
import { gateOf } from "../domain/batch-gate.ts";
import { owedSettling, owedTesting } from "./accession-store.ts";
import { gateWrites } from "./batch-writes.ts";
import { eventWrite } from "./history.ts";
import { quarantineWrite } from "./quarantine-store.ts";
import { owedReceiptWrites } from "./receipt-store.ts";
import { accessionKey, owedTestsKey } from "./record-keys.ts";
import { commit, type Write } from "./transaction.ts";

/** A batch that is closed is owed its tests from then on, until it is tested, given back or held. */
const testsWrites = (table: string, before: Accession | undefined, after: Accession, at: string): Write[] => {
  const owed = owesTests(after);
  if (owed === (before !== undefined && owesTests(before))) return [];
  const { archiveId, batchId } = after;
  const since = owed ? { [owedIndex.partition]: owedTesting(archiveId), [owedIndex.sort]: at } : {};
  return [
    {
      Put: {
        TableName: table,
        Item: { ...owedTestsKey(archiveId, batchId), record: { archiveId, batchId }, ...since },
      },
    },
  ];
};

/** What is decided of batches: the terms, the gate, what its pages are owed, and the event, in one transaction. */
export const accessionChanges = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history: string },
) => ({
  /**
   * Puts the batch in its new state, with its gate and the event. Its pages are owed the change from then on.
   * @throws StateMoved when the batch is no longer as it was before.
   */
  async move(before: Accession | undefined, after: Accession, event: DomainEvent): Promise<void> {
    const { archiveId, batchId } = after;
    const put: Write = {
      Put: {
        TableName: records,
        Item: {
          ...accessionKey(archiveId, batchId),
          record: after,
          [owedIndex.partition]: owedSettling(archiveId),
          [owedIndex.sort]: event.time,
        },
        ...(before === undefined
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "#record.#writes = :writes",
              ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
              ExpressionAttributeValues: { ":writes": before.writes },
            }),
      },
    };
    const gate = gateOf(after);
    const gates = gate === gateOf(before) ? [] : gateWrites(records, archiveId, batchId, gate);
    const holds = (batch: Accession | undefined): boolean => batch?.quarantine !== undefined;
    const listing = holds(before) === holds(after) ? [] : [quarantineWrite(records, after)];
    const tests = testsWrites(records, before, after, event.time);
    const receipts = owedReceiptWrites(records, event);
    await commit(documents, [put, ...gates, ...listing, ...tests, ...receipts, eventWrite(history, event)]);
  },
});
export type AccessionChanges = ReturnType<typeof accessionChanges>;
