import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { severalAtOnce } from "./at-once.ts";
import type { Journal } from "./journal.ts";
import type { FoundFile } from "./walk-folder.ts";

const digestOf = async (path: string, signal: AbortSignal): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest("hex");
};

/** SHA-256 (hex) by absolute path. Files that cannot be read, or not before the signal, are missing from it. */
export const digestFiles = async (
  files: readonly FoundFile[],
  journal: Journal,
  signal: AbortSignal,
  onDone: (file: FoundFile) => void,
): Promise<Map<string, string>> => {
  const digests = new Map<string, string>();
  await severalAtOnce(files, 4, signal, async (file) => {
    const known = journal.digestOf(file);
    const digest = known ?? (await digestOf(file.absolutePath, signal).catch(() => undefined));
    if (digest !== undefined) {
      if (known === undefined) journal.keepDigest(file, digest);
      digests.set(file.absolutePath, digest);
    }
    onDone(file);
  });
  return digests;
};
