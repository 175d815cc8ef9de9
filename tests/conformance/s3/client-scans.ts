import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { S3Host } from "../../support/s3-host.ts";
import { bucketArn, startS3 } from "../../support/s3-host.ts";

/** Names that clients have to encode in paths, queries and XML. */
export const ODD_NAMES = ["一卷/001.jpg", "a b+c%/x&y#?.txt", "empty", "é'(1)~*!.tif", "😀.png"];

/** Big enough for every client to send it in parts. */
export const BIG_BYTES = 17 * 1024 ** 2 + 5;

/** An hour ago: clients that compare times take a file of this very second for newer than its copy. */
const LAST_CHANGED = new Date(Date.now() - 3_600_000);

/** Fills a folder with small files under odd names, and one big file; returns its path. */
export const writeScans = (home: string): string => {
  const folder = join(home, "scans");
  const write = (name: string, bytes: Uint8Array | string): void => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    utimesSync(file, LAST_CHANGED, LAST_CHANGED);
  };
  for (const name of ODD_NAMES) write(name, name === "empty" ? "" : randomBytes(1000));
  write("big.bin", randomBytes(BIG_BYTES));
  return folder;
};

/** SHA-256 of every file below a folder, by its name there. */
export const digests = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file), createHash("sha256").update(readFileSync(file)).digest("hex")]),
  );

/** Buckets as clients meet them, and a key that may only write below one prefix of `intake`. */
export const startForClients = async (now: () => number = Date.now): Promise<S3Host> => {
  const host = await startS3({
    now,
    authorize: (caller, action, resource) =>
      caller.accessKeyId === "CLERK" ||
      (["s3:PutObject", "s3:AbortMultipartUpload"].includes(action) &&
        resource.startsWith(`${bucketArn("intake")}/440100/`))
        ? { allowed: true }
        : { allowed: false, reason: "Access Denied" },
  });
  for (const name of ["intake", "other"])
    host.service.createBucket({ name, arn: bucketArn(name), versioning: true, eventBridge: false });
  return host;
};
