import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, QueryCommand, UpdateCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { owedIndex } from "../contract/names.ts";
import { accession, type Accession } from "../domain/accession.ts";
import { page } from "../domain/page.ts";
import { owedRecords } from "./owed-records.ts";
import { accessionKey, batchRecords, heldPagePrefix } from "./record-keys.ts";

/** A page as its batch lists it: the bytes it came with, which other bytes may have replaced since. */
const heldPage = page.pick({ archivalCode: true, page: true }).extend({ sha256: page.shape.file.shape.sha256 });
export type HeldPage = z.infer<typeof heldPage>;

const lastRead = z.object({ sk: z.string().startsWith(heldPagePrefix) });

/** Partition of the `owed` index: an archive's batches whose pages have yet to follow what was decided of them. */
export const owedSettling = (archiveId: string): string => `settle#${archiveId}`;

/** Partition of the `owed` index: an archive's closed batches that have not been tested. */
export const owedTesting = (archiveId: string): string => `test#${archiveId}`;
const owedTests = z.object({ archiveId: z.string(), batchId: z.string() });

/** Batches under their terms, at home. What decides of them is a transaction (`accession-changes.ts`). */
export const accessionStore = (documents: DynamoDBDocumentClient, { records }: { readonly records: string }) => ({
  async get(archiveId: string, batchId: string): Promise<Accession | undefined> {
    const Key = accessionKey(archiveId, batchId);
    const { Item } = await documents.send(new GetCommand({ TableName: records, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : accession.parse(Item["record"]);
  },

  /** All pages have followed; unless the batch moved on meanwhile. */
  async settle({ archiveId, batchId, writes }: Accession): Promise<void> {
    try {
      await documents.send(
        new UpdateCommand({
          TableName: records,
          Key: accessionKey(archiveId, batchId),
          UpdateExpression: "REMOVE #by, #since",
          ConditionExpression: "#record.#writes = :writes",
          ExpressionAttributeNames: {
            "#by": owedIndex.partition,
            "#since": owedIndex.sort,
            "#record": "record",
            "#writes": "writes",
          },
          ExpressionAttributeValues: { ":writes": writes },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },

  /** Batches of an archive that were decided of before `before` and whose pages have not all followed, the oldest first. */
  async owed(archiveId: string, before: string, limit: number): Promise<Accession[]> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: records,
        IndexName: owedIndex.name,
        KeyConditionExpression: "#by = :by AND #since < :before",
        ExpressionAttributeNames: { "#by": owedIndex.partition, "#since": owedIndex.sort },
        ExpressionAttributeValues: { ":by": owedSettling(archiveId), ":before": before },
        Limit: limit,
      }),
    );
    return Items.map((found) => accession.parse(found["record"]));
  },

  /** Batches of an archive that were closed before `before` and have not been tested, the longest closed first. */
  async owedTests(archiveId: string, before: string, limit: number): Promise<z.infer<typeof owedTests>[]> {
    const owed = await owedRecords(documents, records, { owedBy: owedTesting(archiveId), before, limit });
    return owed.map((record) => owedTests.parse(record));
  },

  /** Pages that came with the batch, in order of 档号 and page, up to `limit` behind the place `after`. */
  async pages(
    archiveId: string,
    batchId: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly found: HeldPage[]; readonly next: string | undefined }> {
    const pk = batchRecords(archiveId, batchId);
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: records,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": pk, ":sk": heldPagePrefix },
        ConsistentRead: true,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: heldPagePrefix + after } }),
      }),
    );
    return {
      found: Items.map((found) => heldPage.strip().parse(found)),
      next:
        LastEvaluatedKey === undefined ? undefined : lastRead.parse(LastEvaluatedKey).sk.slice(heldPagePrefix.length),
    };
  },
});
export type AccessionStore = ReturnType<typeof accessionStore>;
