import { createHash } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { reportFormats, reportKey, type ReportFormat } from "../domain/report-key.ts";
import { putOnce } from "./put-once.ts";

/** Files of test reports in the evidence bucket, under the digest each has, never overwritten. */
export const reportFilesIn = (bucket: string, client = new S3Client({})) => ({
  /** Keeps one file of a report. What lies there already is the same. @returns its digest. */
  async keepReport(archiveId: string, format: ReportFormat, bytes: Uint8Array): Promise<string> {
    const hash = createHash("sha256").update(bytes).digest();
    const sha256 = hash.toString("hex");
    await putOnce(client, {
      Bucket: bucket,
      Key: reportKey(archiveId, sha256, format),
      Body: bytes,
      ContentType: reportFormats[format],
      ChecksumSHA256: hash.toString("base64"),
    });
    return sha256;
  },
});
export type ReportFiles = ReturnType<typeof reportFilesIn>;
