import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Accession } from "../domain/accession.ts";
import { page } from "../domain/page.ts";
import { quarantineKey, quarantineRecords } from "./record-keys.ts";
import type { Write } from "./transaction.ts";

const listed = z.object({ batchId: page.shape.batchId, held: z.boolean() });
const lastRead = z.object({ sk: z.string() });

/** Lists a batch among those that are, or once were, held; with the transaction that holds or releases it. */
export const quarantineWrite = (table: string, { archiveId, batchId, quarantine }: Accession): Write => ({
  Put: {
    TableName: table,
    Item: { ...quarantineKey(archiveId, batchId), batchId, held: quarantine !== undefined },
  },
});

/** Which batches of an archive are held. */
export const quarantineStore = (documents: DynamoDBDocumentClient, table: string) => ({
  /** In order of their names, of up to `limit` records behind the place `after`; those that were released are left out. */
  async held(
    archiveId: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly batchIds: string[]; readonly next: string | undefined }> {
    const { pk } = quarantineRecords(archiveId);
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": pk },
        ConsistentRead: true,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: quarantineKey(archiveId, after) }),
      }),
    );
    const found = Items.map((item) => listed.parse(item));
    return {
      batchIds: found.flatMap(({ batchId, held }) => (held ? [batchId] : [])),
      next: LastEvaluatedKey === undefined ? undefined : lastRead.parse(LastEvaluatedKey).sk.replace(/^HELD#/, ""),
    };
  },
});
export type QuarantineStore = ReturnType<typeof quarantineStore>;
