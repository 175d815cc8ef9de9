import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { itemDescription, type Item } from "../domain/item.ts";
import { page, type Page } from "../domain/page.ts";
import { owedRecords } from "./owed-records.ts";
import { itemKey, pageKey, pagePrefix, pageVersionPrefix } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";

const storedItem = z
  .object({ record: itemDescription, pages: z.int() })
  .transform(({ record, pages }): Item => ({ ...record, pages }));

const changed = z.object({ changes: z.int().default(0) });

export type PageAddress = { readonly archiveId: string; readonly archivalCode: string; readonly page: number };

/** Pages and items as this region knows them. Reads only; what changes them is a transaction (`page-writes.ts`). */
export const pageStore = (documents: DynamoDBDocumentClient, table: string) => ({
  async get({ archiveId, archivalCode, page: number }: PageAddress): Promise<Page | undefined> {
    const Key = pageKey(archiveId, archivalCode, number);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : page.parse(Item["record"]);
  },

  /** Pages by their addresses, in no order; those that do not exist are left out. */
  async getMany(addresses: readonly PageAddress[]): Promise<Page[]> {
    const keys = addresses.map((address) => pageKey(address.archiveId, address.archivalCode, address.page));
    const wanted = [...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key])).values()];
    return (await recordsAt(documents, table, wanted)).map((found) => page.parse(found["record"]));
  },

  async item(archiveId: string, archivalCode: string): Promise<Item | undefined> {
    const Key = itemKey(archiveId, archivalCode);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : storedItem.parse(Item);
  },

  /** Counts changes of which pages an item has; a transaction can be conditional on it. */
  async itemChanges(archiveId: string, archivalCode: string): Promise<number> {
    const Key = itemKey(archiveId, archivalCode);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return changed.parse(Item ?? {}).changes;
  },

  /** Of these items, no code twice, those of which pages stand. */
  async itemsWithPages(archiveId: string, archivalCodes: readonly string[]): Promise<Item[]> {
    const keys = archivalCodes.map((code) => itemKey(archiveId, code));
    const records = await recordsAt(documents, table, keys, { consistent: true });
    return records.map((record) => storedItem.parse(record)).filter(({ pages }) => pages > 0);
  },

  /** Every page of an item, withdrawn ones too, in order. */
  async pagesOf(archiveId: string, archivalCode: string): Promise<Page[]> {
    const found: Page[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
          ExpressionAttributeValues: { ":pk": itemKey(archiveId, archivalCode).pk, ":sk": pagePrefix },
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      found.push(...Items.map((record) => page.parse(record["record"])));
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  },

  /** What stood under a page before other bytes came, oldest first. */
  async earlier({ archiveId, archivalCode, page: number }: PageAddress): Promise<Page[]> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": itemKey(archiveId, archivalCode).pk, ":sk": pageVersionPrefix(number) },
        ConsistentRead: true,
      }),
    );
    return Items.map((record) => page.parse(record["record"]));
  },

  /** Pages of an archive accepted before `before` (ISO 8601) that still wait for something, the oldest first. */
  async owed(archiveId: string, before: string, limit: number): Promise<Page[]> {
    const owed = await owedRecords(documents, table, { owedBy: archiveId, before, limit });
    return owed.map((record) => page.parse(record));
  },
});
export type PageStore = ReturnType<typeof pageStore>;
