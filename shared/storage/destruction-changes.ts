import { createHash } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { knownOf, type ItemFacts } from "../domain/destruction-bars.ts";
import type { DestructionEntry, DestructionList } from "../domain/destruction-list.ts";
import { eventWrite } from "./history.ts";
import { destructionEntryKey, destructionListKey } from "./record-keys.ts";
import { commit, type Write } from "./transaction.ts";

/** Digest of all that is known of an item: another one says that something has changed. */
export const knownAs = (facts: ItemFacts): string => createHash("sha256").update(knownOf(facts)).digest("hex");

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
    const put: Write = {
      Put: {
        TableName: records,
        Item: { ...destructionListKey(archiveId, listId), record: after },
        ...(before === undefined
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "#record.#writes = :writes",
              ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
              ExpressionAttributeValues: { ":writes": before.writes },
            }),
      },
    };
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
