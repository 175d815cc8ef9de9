import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { dueIndex, owedIndex } from "../contract/names.ts";
import type { Accession } from "../domain/accession.ts";
import type { DescribedUnit } from "../domain/description.ts";
import type { DestructionEntry, DestructionList, DestructionOutcome } from "../domain/destruction-list.ts";
import { tombstone, type Tombstone } from "../domain/tombstone.ts";
import { listWrite } from "./destruction-changes.ts";
import { notFrozenCheck } from "./freeze-store.ts";
import { eventWrite } from "./history.ts";
import {
  accessionKey,
  descriptionKey,
  destructionEntryKey,
  destructionListKey,
  itemKey,
  tombstoneKey,
} from "./record-keys.ts";
import { commit, type Write } from "./transaction.ts";

/** A list, and one item of it, before and after a step. */
export type ListStep = {
  readonly before: DestructionList;
  readonly after: DestructionList;
  readonly entry: DestructionEntry;
  readonly outcome: DestructionOutcome;
  readonly event: DomainEvent;
};

/** What an item's destruction was decided on: another state of any of it undoes the decision. */
export type DecidedOn = {
  readonly changes: number;
  readonly batches: ReadonlyMap<string, Accession | undefined>;
  readonly unit: DescribedUnit | undefined;
};

/** What a destruction list does while it is carried out: each step of an item with the list's progress and the event together. */
export const destructionSteps = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history: string },
) => {
  /** The item's outcome on its list, in place of the one it had. */
  const stepWrites = ({ before, after, entry, outcome, event }: ListStep): Write[] => [
    listWrite(records, before, after, event.time),
    {
      Put: {
        TableName: records,
        Item: {
          ...destructionEntryKey(after.archiveId, after.listId, entry.archivalCode),
          record: { ...entry, outcome },
        },
        ...(entry.outcome === undefined
          ? {
              ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(#record.#outcome)",
              ExpressionAttributeNames: { "#record": "record", "#outcome": "outcome" },
            }
          : {
              ConditionExpression: "#record.#outcome.#is = :is AND attribute_not_exists(#record.#outcome.#erased)",
              ExpressionAttributeNames: {
                "#record": "record",
                "#outcome": "outcome",
                "#is": "is",
                "#erased": "erasedAt",
              },
              ExpressionAttributeValues: { ":is": entry.outcome.is },
            }),
      },
    },
    eventWrite(history, event),
  ];

  const asItWas = (Key: Record<string, string>, state: { readonly writes: number } | undefined): Write => ({
    ConditionCheck: {
      TableName: records,
      Key,
      ...(state === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#record.#writes = :writes",
            ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
            ExpressionAttributeValues: { ":writes": state.writes },
          }),
    },
  });

  /** The item is no more: its code takes nothing from now on, and it is due no longer. */
  const itemWrite = ({ archiveId, archivalCode, listId, at }: Tombstone, changes: number): Write => ({
    Update: {
      TableName: records,
      Key: itemKey(archiveId, archivalCode),
      UpdateExpression: "SET #record.#destroyed = :by REMOVE #in, #on",
      ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(#record.#destroyed) AND ${
        changes === 0 ? "attribute_not_exists(#changes)" : "#changes = :changes"
      }`,
      ExpressionAttributeNames: {
        "#record": "record",
        "#destroyed": "destroyed",
        "#changes": "changes",
        "#in": dueIndex.partition,
        "#on": dueIndex.sort,
      },
      ExpressionAttributeValues: { ":by": { listId, at }, ...(changes === 0 ? {} : { ":changes": changes }) },
    },
  });

  return {
    /**
     * Puts a tombstone in the item's place.
     * @throws StateMoved when anything that this was decided on is otherwise, or something holds the item by now.
     */
    async destroy(step: ListStep, stone: Tombstone, { changes, batches, unit }: DecidedOn): Promise<void> {
      const { archiveId, archivalCode } = stone;
      await commit(documents, [
        itemWrite(stone, changes),
        {
          Put: {
            TableName: records,
            Item: { ...tombstoneKey(archiveId, archivalCode), record: stone },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        notFrozenCheck(records, archiveId, archivalCode),
        asItWas(descriptionKey({ archiveId, level: "item", archivalCode }), unit),
        ...[...batches].map(([batchId, batch]) => asItWas(accessionKey(archiveId, batchId), batch)),
        ...stepWrites(step),
      ]);
    },

    /** Notes that an item is spared, or that a destroyed one is erased. @throws StateMoved when another was first. */
    async note(step: ListStep): Promise<void> {
      await commit(documents, stepWrites(step));
    },

    /** Notes that the list was worked on: nobody needs to be reminded of it for a while. */
    async touch({ archiveId, listId, writes }: DestructionList, at: string): Promise<void> {
      await documents.send(
        new UpdateCommand({
          TableName: records,
          Key: destructionListKey(archiveId, listId),
          UpdateExpression: "SET #since = :at",
          ConditionExpression: "attribute_exists(#since) AND #record.#writes >= :writes",
          ExpressionAttributeNames: { "#since": owedIndex.sort, "#record": "record", "#writes": "writes" },
          ExpressionAttributeValues: { ":at": at, ":writes": writes },
        }),
      );
    },

    async tombstone(archiveId: string, archivalCode: string): Promise<Tombstone | undefined> {
      const Key = tombstoneKey(archiveId, archivalCode);
      const { Item } = await documents.send(new GetCommand({ TableName: records, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : tombstone.parse(Item["record"]);
    },
  };
};
export type DestructionSteps = ReturnType<typeof destructionSteps>;
