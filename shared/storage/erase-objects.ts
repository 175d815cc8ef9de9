import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";

const listed = z.array(z.object({ Key: z.string(), VersionId: z.string().min(1) })).default([]);

/**
 * Erases from one bucket. Object Lock in GOVERNANCE mode gives way to those who may bypass it; in COMPLIANCE mode nobody can
 * erase before the retention ends, and S3's AccessDenied is what is thrown.
 */
export const eraseObjects = (bucket: string, client: S3Client = new S3Client({})) => ({
  /** Every version of a key and every mark of deletion over it, for good. @returns how many there were. */
  async erase(key: string): Promise<number> {
    let erased = 0;
    for (;;) {
      const answer = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: 1000 }));
      // Longer keys that begin with this one are listed after it.
      const versions = [...listed.parse(answer.Versions), ...listed.parse(answer.DeleteMarkers)].filter(
        ({ Key }) => Key === key,
      );
      if (versions.length === 0) return erased;
      for (const { VersionId } of versions)
        await client.send(
          new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId, BypassGovernanceRetention: true }),
        );
      erased += versions.length;
    }
  },
});
export type EraseObjects = ReturnType<typeof eraseObjects>;
