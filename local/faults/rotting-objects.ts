import { readFileSync, writeFileSync } from "node:fs";
import type { S3Service } from "../aws/s3/s3-service.ts";
import type { Service } from "../network/service.ts";
import type { Faults, Strike } from "./faults.ts";
import { operationOf } from "./operation-of.ts";

const writes = new Set(["PutObject", "CopyObject", "CompleteMultipartUpload"]);

/** Turns one bit of what lies under a key. */
const rot = (s3: S3Service, bucket: string, key: string, { pick }: Strike<"rot">): void => {
  const [file] = s3.filesOf(bucket, key) ?? [];
  const bytes = file === undefined ? Buffer.alloc(0) : readFileSync(file);
  if (file === undefined || bytes.length === 0) return;
  const bit = pick(bytes.length * 8);
  const at = Math.floor(bit / 8);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit % 8)), at);
  writeFileSync(file, bytes);
};

/** S3 whose objects may rot on the disk as soon as they were acknowledged. The index still has their right digest. */
export const rottingObjects = (s3: S3Service, region: string, faults: Faults): Service => ({
  ...s3,
  handle: async (request, response, caller) => {
    await s3.handle(request, response, caller);
    if (!faults.active() || response.statusCode !== 200 || !writes.has(operationOf("s3", request))) return;
    const { pathname } = new URL(request.url ?? "/", "http://region");
    const [, bucket = "", ...key] = pathname.split("/").map(decodeURIComponent);
    const strike = faults.strike("rot", { region, service: "s3", bucket });
    if (strike !== undefined) rot(s3, bucket, key.join("/"), strike);
  },
});
