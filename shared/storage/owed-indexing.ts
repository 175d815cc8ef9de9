import { ConditionalCheckFailedException, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, GetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { owedIndex } from "../contract/names.ts";
import { pageWork, type PageWork } from "../domain/page-work.ts";
import type { Page } from "../domain/page.ts";
import { owedRecords } from "./owed-records.ts";
import { owedIndexingKey } from "./record-keys.ts";
import { commit, type Write } from "./transaction.ts";

/** Partition of the `owed` index: an archive's pages that this region's full-text index has yet to follow. */
const owedIn = (archiveId: string): string => `index#${archiveId}`;

/** Notes that the full-text index has yet to follow a page to this revision, in place of an earlier one. */
export const owedIndexingWrite = (
  table: string,
  { archiveId, archivalCode, page, revision }: Page,
  at: string,
): Write => ({
  Put: {
    TableName: table,
    Item: {
      ...owedIndexingKey(archiveId, archivalCode, page),
      record: { archiveId, archivalCode, page, revision },
      [owedIndex.partition]: owedIn(archiveId),
      [owedIndex.sort]: at,
    },
  },
});

/** What this region's records say of pages that its full-text index has yet to follow. */
export const owedIndexing = (documents: DynamoDBDocumentClient, table: string) => ({
  /** Pages of an archive that changed before `before` (ISO 8601), the longest owed first. */
  async of(archiveId: string, before: string, limit: number): Promise<PageWork[]> {
    const owed = await owedRecords(documents, table, { owedBy: owedIn(archiveId), before, limit });
    return owed.map((record) => pageWork.parse(record));
  },

  /** Whether the index has yet to follow a page. */
  async owes({ archiveId, archivalCode, page }: PageWork): Promise<boolean> {
    const Key = owedIndexingKey(archiveId, archivalCode, page);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item !== undefined;
  },

  /** Notes that the index has to follow a page though the page itself is as it was: something else is said of its item. */
  async note(page: Page, at: string): Promise<void> {
    await commit(documents, [owedIndexingWrite(table, page, at)]);
  },

  /** The index holds the page at this revision. A later one, noted or about to be, stays owed. */
  async settle({ archiveId, archivalCode, page, revision }: Page): Promise<void> {
    try {
      await documents.send(
        new DeleteCommand({
          TableName: table,
          Key: owedIndexingKey(archiveId, archivalCode, page),
          ConditionExpression: "#record.#revision <= :revision",
          ExpressionAttributeNames: { "#record": "record", "#revision": "revision" },
          ExpressionAttributeValues: { ":revision": revision },
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException) return;
      throw error;
    }
  },
});
export type OwedIndexing = ReturnType<typeof owedIndexing>;
