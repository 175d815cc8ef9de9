import { createHash } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { owedIndex } from "../contract/names.ts";
import { knownOf, type ItemFacts } from "../domain/destruction-bars.ts";
import type { DestructionEntry, DestructionList } from "../domain/destruction-list.ts";
import { eventWrite } from "./history.ts";
import { destructionEntryKey, destructionListKey } from "./record-keys.ts";
import { commit, type Write } from "./transaction.ts";

/** Digest of all that is known of an item: another one says that something has changed. */
export const knownAs = (facts: ItemFacts): string => createHash("sha256").update(knownOf(facts)).digest("hex");

/** Partition of the `owed` index: lists of an archive that have yet to be carried out. */
export const owedDestructions = (archiveId: string): string => `destroy#${archiveId}`;

/** Puts a list in its new state, on condition that it is still in the old one. It is owed since `at` while it is carried out. */
export const listWrite = (
  records: string,
  before: DestructionList | undefined,
  after: DestructionList,
  at: string,
): Write => {
  const { archiveId, listId, state } = after;
  const owed =
    state === "carrying-out" ? { [owedIndex.partition]: owedDestructions(archiveId), [owedIndex.sort]: at } : {};
  return {
    Put: {
      TableName: records,
      Item: { ...destructionListKey(archiveId, listId), record: after, ...owed },
      ...(before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#record.#writes = :writes",
            ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
            ExpressionAttributeValues: { ":writes": before.writes },
          }),
    },
  };
};

/** What is drafted and decided of destruction lists: the list, the items added to it and the event, in one transaction. */
export const destructionChanges = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history: string },
) => ({
  /** @throws StateMoved when the list is no longer as it was before, or lists one of the items already. */
  async move(
    before: DestructionList | undefined,
    after: DestructionList,
    added: readonly DestructionEntry[],
    event: DomainEvent,
  ): Promise<void> {
    const { archiveId, listId } = after;
    const put = listWrite(records, before, after, event.time);
    const entries = added.map((record): Write => ({
      Put: {
        TableName: records,
        Item: { ...destructionEntryKey(archiveId, listId, record.archivalCode), record },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    }));
    await commit(documents, [put, ...entries, eventWrite(history, event)]);
  },
});
export type DestructionChanges = ReturnType<typeof destructionChanges>;
