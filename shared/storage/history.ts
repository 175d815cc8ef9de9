import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { domainEvent, type DomainEvent } from "../../events/domain-event.ts";
import { historiesIndex, historyKey } from "../contract/names.ts";
import { batchRecords, itemKey } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";
import { commit, type Write } from "./transaction.ts";

/** Whose history an event belongs to: that of an item, or that of a batch. Some belong to neither. */
export const historyOfItem = (archiveId: string, archivalCode: string): string => itemKey(archiveId, archivalCode).pk;
export const historyOfBatch = batchRecords;

const aboutOf = (event: DomainEvent): string | undefined => {
  const { archiveId } = event;
  const archivalCode = "archivalCode" in event ? event.archivalCode : undefined;
  if (archivalCode !== undefined && !event.type.startsWith("batch-")) return historyOfItem(archiveId, archivalCode);
  const batchId = "batchId" in event ? event.batchId : undefined;
  return batchId === undefined ? undefined : historyOfBatch(archiveId, batchId);
};

/** Appends an event; part of the transaction that makes it true. An event is never written twice nor over another. */
export const eventWrite = (historyTable: string, event: DomainEvent): Write => ({
  Put: {
    TableName: historyTable,
    Item: { ...event, [historiesIndex.partition]: aboutOf(event) },
    ConditionExpression: "attribute_not_exists(#id)",
    ExpressionAttributeNames: { "#id": historyKey.sort },
  },
});

/** What is told by itself, because it changed nothing but has to be known. */
export const historyChanges = (documents: DynamoDBDocumentClient, historyTable: string) => ({
  tell: (event: DomainEvent): Promise<void> => commit(documents, [eventWrite(historyTable, event)]),
});
export type HistoryChanges = ReturnType<typeof historyChanges>;

/** An event as the history table has it: beside it stands whose history it belongs to. */
export const historyRecord = z
  .looseObject({ [historiesIndex.partition]: z.string().optional() })
  .transform(({ [historiesIndex.partition]: about, ...event }) => event)
  .pipe(domainEvent);

const eventKey = z.object({ archiveId: z.string(), eventId: z.string() });

/** DynamoDB reads this many events in one call. */
export const eventsPerPage = 100;

/** What happened, read back. Few may: functions that tell the history have no use for it. */
export const historyStore = (documents: DynamoDBDocumentClient, historyTable: string) => ({
  /**
   * Events of one history, the oldest first, up to 100 behind the event `after`. `next` is the last of them when more may
   * follow. The index lags behind the table by moments.
   */
  async read(
    about: string,
    after: string | undefined,
    limit = eventsPerPage,
  ): Promise<{ readonly events: DomainEvent[]; readonly next: string | undefined }> {
    const behind = after === undefined ? "" : " AND #id > :after";
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: historyTable,
        IndexName: historiesIndex.name,
        KeyConditionExpression: `#about = :about${behind}`,
        ExpressionAttributeNames: {
          "#about": historiesIndex.partition,
          ...(after === undefined ? {} : { "#id": historiesIndex.sort }),
        },
        ExpressionAttributeValues: { ":about": about, ...(after === undefined ? {} : { ":after": after }) },
        Limit: limit,
      }),
    );
    const keys = Items.map((found) => eventKey.parse(found));
    const events = (await recordsAt(documents, historyTable, keys)).map((found) => historyRecord.parse(found));
    return {
      events: events.sort((one, other) => (one.eventId < other.eventId ? -1 : 1)),
      next: LastEvaluatedKey === undefined ? undefined : keys.at(-1)?.eventId,
    };
  },

  /** Every event of one history, the oldest first. */
  async *all(about: string): AsyncGenerator<DomainEvent> {
    let after: string | undefined;
    do {
      const { events, next } = await this.read(about, after);
      yield* events;
      after = next;
    } while (after !== undefined);
  },
});
export type HistoryStore = ReturnType<typeof historyStore>;
