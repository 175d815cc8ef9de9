import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { DeleteCommand, PutCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { gatheredPage, type GatheredPage } from "../checks/gathered-page.ts";
import { batchRecords, gatheredKey, gatheredPrefix, type TestWalk } from "./record-keys.ts";

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** A record has at most 400 KB: so many pages, as they are packed, stay far below. */
export const pagesPerPart = 200;
/** Unpacked, a part has no more; what claims to is not ours. */
const mostUnpacked = 16 * 1024 * 1024;

const stored = z.object({ sk: z.string(), pages: z.instanceof(Uint8Array) });
const unpacked = z.array(gatheredPage);

/**
 * What a walk through a batch has gathered so far, in parts beside the batch, so that the next slice of the walk need not
 * begin again. A part is written over by the same part of a walk that is made twice. Gone when the report is made.
 */
export const gatheredEvidence = (documents: DynamoDBDocumentClient, { records }: { readonly records: string }) => {
  const parts = async (walk: TestWalk, after: Record<string, unknown> | undefined) =>
    documents.send(
      new QueryCommand({
        TableName: records,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": batchRecords(walk.archiveId, walk.batchId), ":sk": gatheredPrefix(walk) },
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );

  return {
    async keep(walk: TestWalk, part: number, pages: readonly GatheredPage[]): Promise<void> {
      const packed = await zip(JSON.stringify(pages));
      const Item = { ...gatheredKey(walk, part), pages: packed };
      await documents.send(new PutCommand({ TableName: records, Item }));
    },

    /** Every page gathered, in the order of the walk. */
    async all(walk: TestWalk): Promise<GatheredPage[]> {
      const found: GatheredPage[] = [];
      let after: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await parts(walk, after);
        for (const item of Items) {
          const text = await unzip(stored.parse(item).pages, { maxOutputLength: mostUnpacked });
          found.push(...unpacked.parse(JSON.parse(text.toString("utf8"))));
        }
        after = LastEvaluatedKey;
      } while (after !== undefined);
      return found;
    },

    /** Takes the parts away; what is left when this breaks off is only litter. */
    async clear(walk: TestWalk): Promise<void> {
      let after: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await parts(walk, after);
        for (const item of Items) {
          const { sk } = stored.pick({ sk: true }).parse(item);
          await documents.send(
            new DeleteCommand({ TableName: records, Key: { pk: batchRecords(walk.archiveId, walk.batchId), sk } }),
          );
        }
        after = LastEvaluatedKey;
      } while (after !== undefined);
    },
  };
};
export type GatheredEvidence = ReturnType<typeof gatheredEvidence>;
