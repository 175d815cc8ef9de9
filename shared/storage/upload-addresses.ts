import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { OfferedObject, Permit } from "../contract/vendor.ts";

/** S3 looks at these of what it was signed for, and takes no other bytes. */
const boundHeaders = (offered: OfferedObject): Permit["headers"] => ({
  "content-length": String(offered.bytes),
  "x-amz-checksum-sha256": Buffer.from(offered.sha256, "hex").toString("base64"),
});

/**
 * Addresses to which exactly one object may be put, signed with the function's own credentials: whoever has one can neither
 * read nor list with it, nor send other bytes, nor under another key, nor later.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
 */
export const uploadAddresses = (
  bucket: string,
  client: S3Client = new S3Client({ requestChecksumCalculation: "WHEN_REQUIRED" }),
) => ({
  /** `until` is at least a second after `from`. */
  async permit(offered: OfferedObject, from: Date, until: Date): Promise<Permit> {
    const { key, bytes } = offered;
    const headers = boundHeaders(offered);
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentLength: bytes,
      ChecksumSHA256: headers["x-amz-checksum-sha256"],
    });
    const url = await getSignedUrl(client, command, {
      signingDate: from,
      expiresIn: Math.floor((until.getTime() - from.getTime()) / 1000),
      // In the query S3 would not compare the digest with what arrives.
      unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
    });
    return { key, url, headers, expiresAt: until.toISOString() };
  },
});
export type UploadAddresses = ReturnType<typeof uploadAddresses>;
