import { DeleteCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { page, type Page } from "../domain/page.ts";
import { fileUseKey, fileUsePrefix, provenFileKey } from "./record-keys.ts";
import type { Write } from "./transaction.ts";

/** That a page, at one of its versions, has these bytes or this text in this region. */
const fileUse = page.pick({ archivalCode: true, page: true, version: true, batchId: true });
export type FileUse = z.infer<typeof fileUse>;

const lastRead = z.object({ pk: z.string(), sk: z.string() });

/** The digests a page has bytes and text under. */
export const digestsOf = ({ file, reading }: Page): string[] => [
  file.sha256,
  ...(reading.state === "read" ? [reading.sha256] : []),
];

/** Notes what a page has come to use: bytes that pages share are erased with the last of them only. */
export const fileUseWrites = (table: string, before: Page | undefined, after: Page): Write[] => {
  const { archiveId, archivalCode, page, version, batchId } = after;
  const noted = before?.version === version ? digestsOf(before) : [];
  const added = digestsOf(after).filter((sha256) => !noted.includes(sha256));
  return added.map((sha256) => ({
    Put: {
      TableName: table,
      Item: { ...fileUseKey(archiveId, sha256, archivalCode, page, version), archivalCode, page, version, batchId },
    },
  }));
};

/** What this region knows of the bytes and texts that lie here. */
export const fileUses = (documents: DynamoDBDocumentClient, table: string) => ({
  async of(archiveId: string, sha256: string): Promise<FileUse[]> {
    const found: FileUse[] = [];
    let start: z.infer<typeof lastRead> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
          ExpressionAttributeValues: { ":pk": provenFileKey(archiveId, sha256).pk, ":sk": fileUsePrefix },
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      found.push(...Items.map((use) => fileUse.strip().parse(use)));
      start = LastEvaluatedKey === undefined ? undefined : lastRead.parse(LastEvaluatedKey);
    } while (start !== undefined);
    return found;
  },

  /** That the bytes were read back here no longer counts. */
  async forgetProof(archiveId: string, sha256: string): Promise<void> {
    await documents.send(new DeleteCommand({ TableName: table, Key: provenFileKey(archiveId, sha256) }));
  },
});
export type FileUses = ReturnType<typeof fileUses>;
