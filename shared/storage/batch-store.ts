import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { batchCounts, type BatchCounts } from "../contract/batch-counts.ts";
import { unsafeIndex } from "../contract/names.ts";
import { sha256 } from "../contract/sha256.ts";
import { arrival } from "../domain/arrival.ts";
import { addCounts, allCounts } from "../domain/counts.ts";
import { page, type Page } from "../domain/page.ts";
import { refusal } from "../domain/refusal.ts";
import { batchRecords, countPrefix, receivedKey, refusedKey, refusedPrefix } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";
import type { ReceivedObject } from "./batch-writes.ts";

const standingRefusal = z.object({
  objectKey: z.string(),
  versionId: z.string(),
  arrival,
  refusal,
  sha256: sha256.optional(),
  at: z.iso.datetime(),
});
export type StandingRefusal = z.infer<typeof standingRefusal>;

/** One of the records that share a batch's counts; its own key is no count. */
const storedCounts = batchCounts.partial().strip();

/** The digest in it tells object versions apart, whatever their batch. */
const recordKey = z.object({ sk: z.string() });

const lastRead = z.object({ sk: z.string().startsWith(refusedPrefix) });

/** `next` is the place where the list goes on: only within the list it came from. */
export type Listed<T> = { readonly found: T[]; readonly next: string | undefined };

/** What is known of a batch, in this region. */
export const batchStore = (documents: DynamoDBDocumentClient, table: string) => ({
  /** Whether this object version has been dealt with. */
  async knows({ archiveId, batchId, key, versionId }: ReceivedObject): Promise<boolean> {
    const Key = receivedKey(archiveId, batchId, key, versionId);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item !== undefined;
  },

  /** Of up to 100 object versions, no version twice: those that have not been dealt with. */
  async unknownOf<T extends ReceivedObject>(objects: readonly T[]): Promise<T[]> {
    const keyed = objects.map((object) => ({
      object,
      key: receivedKey(object.archiveId, object.batchId, object.key, object.versionId),
    }));
    const marks = await recordsAt(
      documents,
      table,
      keyed.map(({ key }) => key),
    );
    const known = new Set(marks.map((mark) => recordKey.parse(mark).sk));
    return keyed.flatMap(({ object, key }) => (known.has(key.sk) ? [] : [object]));
  },

  async refusalOf(archiveId: string, batchId: string, key: string): Promise<StandingRefusal | undefined> {
    const Key = refusedKey(archiveId, batchId, key);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : standingRefusal.parse(Item);
  },

  /** Standing refusals of up to 100 keys, no key twice. */
  async refusalsOf(archiveId: string, batchId: string, keys: readonly string[]): Promise<StandingRefusal[]> {
    const wanted = keys.map((key) => refusedKey(archiveId, batchId, key));
    return (await recordsAt(documents, table, wanted)).map((record) => standingRefusal.parse(record));
  },

  async counts(archiveId: string, batchId: string): Promise<BatchCounts> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": batchRecords(archiveId, batchId), ":sk": countPrefix },
        ConsistentRead: true,
      }),
    );
    return allCounts(addCounts(Items.map((found) => storedCounts.parse(found))));
  },

  /** Standing refusals, up to 500 at once. `after` is the place where the last list ended. */
  async refused(archiveId: string, batchId: string, after: string | undefined): Promise<Listed<StandingRefusal>> {
    const pk = batchRecords(archiveId, batchId);
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": pk, ":sk": refusedPrefix },
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: refusedPrefix + after } }),
        Limit: 500,
      }),
    );
    return { found: Items.map((found) => standingRefusal.parse(found)), next: placeAfter(LastEvaluatedKey) };
  },

  /** Pages of the batch that are not yet safe. */
  async unsafe(archiveId: string, batchId: string, limit: number): Promise<Page[]> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: unsafeIndex.name,
        KeyConditionExpression: "#in = :in",
        ExpressionAttributeNames: { "#in": unsafeIndex.partition },
        ExpressionAttributeValues: { ":in": `${archiveId}#${batchId}` },
        Limit: limit,
      }),
    );
    return Items.map((found) => page.parse(found["record"]));
  },
});
export type BatchStore = ReturnType<typeof batchStore>;

const placeAfter = (key: unknown): string | undefined =>
  key === undefined ? undefined : lastRead.parse(key).sk.slice(refusedPrefix.length);
