import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { reportKey, type ReportFormat } from "../domain/report-key.ts";

/** How long a link works: long enough to follow it, too short to pass it on. */
export const linkSeconds = 300;

/** Links under which a file of a report can be fetched for a while, by whoever has the link and nothing else. */
export const reportLinks = (bucket: string, client = new S3Client({})) => ({
  of: (archiveId: string, sha256: string, format: ReportFormat): Promise<string> =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: reportKey(archiveId, sha256, format) }), {
      expiresIn: linkSeconds,
    }),
});
export type ReportLinks = ReturnType<typeof reportLinks>;
