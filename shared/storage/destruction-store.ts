import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import {
  destructionEntry,
  destructionList,
  type DestructionEntry,
  type DestructionList,
} from "../domain/destruction-list.ts";
import { owedDestructions } from "./destruction-changes.ts";
import { owedRecords } from "./owed-records.ts";
import { destructionEntryKey, destructionEntryPrefix, destructionListKey } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";

const lastRead = z.object({ sk: z.string().startsWith(destructionEntryPrefix) });

/** Destruction lists at home. Reads only; what changes them is a transaction (`destruction-changes.ts`). */
export const destructionStore = (documents: DynamoDBDocumentClient, { records }: { readonly records: string }) => ({
  async get(archiveId: string, listId: string): Promise<DestructionList | undefined> {
    const Key = destructionListKey(archiveId, listId);
    const { Item } = await documents.send(new GetCommand({ TableName: records, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : destructionList.parse(Item["record"]);
  },

  /** Lists of an archive that are being carried out and that nobody has worked on since `before`, the longest owed first. */
  async owed(archiveId: string, before: string, limit: number): Promise<DestructionList[]> {
    const owed = await owedRecords(documents, records, { owedBy: owedDestructions(archiveId), before, limit });
    return owed.map((found) => destructionList.parse(found));
  },

  /** Of up to 100 items, none twice: those that are on the list. */
  async listed(archiveId: string, listId: string, codes: readonly string[]): Promise<string[]> {
    const keys = codes.map((code) => destructionEntryKey(archiveId, listId, code));
    const found = await recordsAt(documents, records, keys);
    return found.map((one) => destructionEntry.parse(one["record"]).archivalCode);
  },

  /** Items of the list in order of 档号, up to `limit` behind the place `after`. */
  async entries(
    archiveId: string,
    listId: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly found: DestructionEntry[]; readonly next: string | undefined }> {
    const { pk } = destructionListKey(archiveId, listId);
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: records,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": pk, ":sk": destructionEntryPrefix },
        ConsistentRead: true,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: destructionEntryPrefix + after } }),
      }),
    );
    return {
      found: Items.map((one) => destructionEntry.parse(one["record"])),
      next:
        LastEvaluatedKey === undefined
          ? undefined
          : lastRead.parse(LastEvaluatedKey).sk.slice(destructionEntryPrefix.length),
    };
  },
});
export type DestructionStore = ReturnType<typeof destructionStore>;
