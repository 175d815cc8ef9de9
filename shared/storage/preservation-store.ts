import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { owedIndex } from "../contract/names.ts";
import { preservation, type Preservation } from "../domain/preservation.ts";
import { owedRecords } from "./owed-records.ts";
import { preservationKey } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";
import { putUnlessMoved, StateMoved } from "./transaction.ts";

/** Partition of the `owed` index: an archive's batches, each since when it is due to be tested. */
const owedPreservation = (archiveId: string): string => `preserve#${archiveId}`;

type Of = Pick<Preservation, "archiveId" | "batchId">;

/** Puts when a batch is tested next, unless that is no longer as it was before. */
export const preservationPut = (table: string, before: Preservation | undefined, after: Preservation) => ({
  TableName: table,
  Item: {
    ...preservationKey(after.archiveId, after.batchId),
    record: preservation.parse(after),
    [owedIndex.partition]: owedPreservation(after.archiveId),
    [owedIndex.sort]: after.dueAt,
  },
  ...(before === undefined
    ? { ConditionExpression: "attribute_not_exists(pk)" }
    : {
        ConditionExpression: "#record.#writes = :writes",
        ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
        ExpressionAttributeValues: { ":writes": before.writes },
      }),
});

/** When what is kept of each batch is tested next, at the archive's home. */
export const preservationStore = (documents: DynamoDBDocumentClient, table: string) => ({
  async get(archiveId: string, batchId: string): Promise<Preservation | undefined> {
    const Key = preservationKey(archiveId, batchId);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : preservation.parse(Item["record"]);
  },

  /** Has those that are not known yet known. @returns how many were not. */
  async note(batches: readonly Of[], first: (of: Of) => Preservation): Promise<number> {
    const keys = batches.map(({ archiveId, batchId }) => preservationKey(archiveId, batchId));
    const found = await recordsAt(documents, table, keys, { consistent: true });
    const known = new Set(found.map(({ record }) => nameOf(preservation.parse(record))));
    const unknown = batches.filter((of) => !known.has(nameOf(of)));
    for (const of of unknown)
      await putUnlessMoved(documents, preservationPut(table, undefined, first(of))).catch((error: unknown) => {
        // Another was first.
        if (!(error instanceof StateMoved)) throw error;
      });
    return unknown.length;
  },

  /** Batches of an archive that were due before `before`, the longest due first. */
  async owed(archiveId: string, before: string, limit: number): Promise<Of[]> {
    const owed = await owedRecords(documents, table, { owedBy: owedPreservation(archiveId), before, limit });
    return owed.map((record) => preservation.parse(record));
  },

  /** Of an archive, in order of the batches' names, up to `limit` behind the batch `after`. */
  async list(
    archiveId: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly found: Preservation[]; readonly next: string | undefined }> {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": preservationKey(archiveId, "").pk },
        ConsistentRead: true,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: preservationKey(archiveId, after) }),
      }),
    );
    const found = Items.map(({ record }) => preservation.parse(record));
    return { found, next: LastEvaluatedKey === undefined ? undefined : found.at(-1)?.batchId };
  },
});
export type PreservationStore = ReturnType<typeof preservationStore>;

const nameOf = ({ archiveId, batchId }: Of): string => `${archiveId}/${batchId}`;
