import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import type { VersionOrder } from "../domain/arrival.ts";

/** Keys are asked for in URL encoding, since an object's key may hold what XML cannot. */
const encodedKey = z.string().transform((text) => decodeURIComponent(text.replaceAll("+", "%20")));

const listedVersion = z
  .object({ Key: encodedKey, VersionId: z.string().min(1), Size: z.int().min(0), LastModified: z.date() })
  .transform(({ Key, VersionId, Size, LastModified }) => ({
    key: Key,
    versionId: VersionId,
    bytes: Size,
    modified: LastModified,
  }));
/** An object version as S3 lists it; `modified` is when S3 had taken it. */
export type IntakeVersion = z.output<typeof listedVersion>;

/** The version that was listed last. */
export const versionPlace = z.strictObject({ key: z.string().min(1), versionId: z.string().min(1) });
export type VersionPlace = z.infer<typeof versionPlace>;

/** `next` is where the list goes on; undefined at its end. */
export type VersionList = { readonly found: IntakeVersion[]; readonly next: VersionPlace | undefined };

type Range = { readonly prefix?: string; readonly after: VersionPlace | undefined; readonly limit: number };

/** What S3 lists of a bucket's object versions: by key, those of one key from the newest. Marks of deletion are left out. */
export const intakeVersions = (client: S3Client = new S3Client({})) => {
  /** `limit` counts marks of deletion too, 1000 at most. */
  const list = async (bucket: string, { prefix, after, limit }: Range): Promise<VersionList> => {
    const answer = await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: after?.key,
        VersionIdMarker: after?.versionId,
        MaxKeys: limit,
        EncodingType: "url",
      }),
    );
    const { Versions = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = answer;
    return {
      found: Versions.map((version) => listedVersion.parse(version)),
      next:
        IsTruncated === true
          ? versionPlace.parse({ key: encodedKey.parse(NextKeyMarker), versionId: NextVersionIdMarker })
          : undefined,
    };
  };

  return {
    list,

    /** The versions of one key, the newest first. */
    async of(bucket: string, key: string): Promise<VersionOrder> {
      const ids: string[] = [];
      let after: VersionPlace | undefined;
      do {
        const { found, next } = await list(bucket, { prefix: key, after, limit: 1000 });
        ids.push(...found.filter((version) => version.key === key).map(({ versionId }) => versionId));
        // Longer keys that begin with this one are listed after it.
        after = next?.key === key ? next : undefined;
      } while (after !== undefined);
      return ids;
    },
  };
};
export type IntakeVersions = ReturnType<typeof intakeVersions>;
