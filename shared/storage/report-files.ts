import { createHash } from "node:crypto";
import { PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { reportFormats, reportKey, type ReportFormat } from "../domain/report-key.ts";

const alreadyThere = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;

/** Files of test reports in the evidence bucket, under the digest each has, never overwritten. */
export const reportFilesIn = (bucket: string, client = new S3Client({})) => ({
  /** Keeps one file of a report. What lies there already is the same. @returns its digest. */
  async keepReport(archiveId: string, format: ReportFormat, bytes: Uint8Array): Promise<string> {
    const hash = createHash("sha256").update(bytes).digest();
    const sha256 = hash.toString("hex");
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: reportKey(archiveId, sha256, format),
          Body: bytes,
          ContentType: reportFormats[format],
          ChecksumSHA256: hash.toString("base64"),
          IfNoneMatch: "*",
        }),
      );
    } catch (error) {
      if (!alreadyThere(error)) throw error;
    }
    return sha256;
  },
});
export type ReportFiles = ReturnType<typeof reportFilesIn>;
