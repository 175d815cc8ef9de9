import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { usualLimits } from "./bag-limits.ts";
import { isPayload } from "./bag-path.ts";
import { BagUnreadable } from "./bag-source.ts";
import type { BagFile } from "./bag-source.ts";
import type { Oxum } from "./bag-info.ts";
import { isDraft } from "./bag-version.ts";
import type { BagVersion } from "./bag-version.ts";
import { opensslName } from "./digest-algorithm.ts";
import type { Algorithm } from "./digest-algorithm.ts";
import { readManifestName } from "./manifest-line.ts";
import type { ManifestTable } from "./manifest-table.ts";
import type { Manifest, Reading } from "./read-manifests.ts";
import type { Inventory } from "./take-inventory.ts";
import type { ValidateOptions } from "./validate-options.ts";

/** What the manifests of a bag list. */
export type Listed = {
  readonly payload: ManifestTable;
  readonly tags: ManifestTable;
  readonly payloadManifests: readonly Manifest[];
  readonly tagManifests: readonly Manifest[];
  readonly version: BagVersion;
};

/** Digests of a stream, each in one pass over the bytes. */
export const digestsOf = async (
  stream: Readable,
  algorithms: Iterable<Algorithm>,
  onBytes: (bytes: number) => void,
): Promise<{ readonly bytes: number; readonly digests: Map<Algorithm, Buffer> }> => {
  const hashes = [...new Set(algorithms)].map((algorithm) => [algorithm, createHash(opensslName(algorithm))] as const);
  let bytes = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    for (const [, hash] of hashes) hash.update(chunk);
    bytes += chunk.length;
    onBytes(chunk.length);
  }
  return { bytes, digests: new Map(hashes.map(([algorithm, hash]) => [algorithm, hash.digest()])) };
};

/** The second walk: every file is read, and its digests compared with those of the manifests. */
export const compareBytes = async (
  { source, log, signal }: Reading,
  listed: Listed,
  inventory: Inventory,
  options: ValidateOptions,
): Promise<{ readonly payload: Oxum; readonly next: number | undefined }> => {
  const { limits = usualLimits, onPayload, onTagFile, onProgress, alsoDigest = [], from = 0 } = options;
  const { isEnough = () => false } = options;
  const payload = { files: 0, bytes: 0 };
  const done = { files: 0, bytes: 0, ofFiles: inventory.files, ofBytes: inventory.bytes };
  const onBytes = (bytes: number): void => {
    signal?.throwIfAborted();
    done.bytes += bytes;
    onProgress?.(done);
    // A bag that states less than it holds.
    if (done.bytes > limits.bytes) throw new BagUnreadable("too-many-bytes", undefined, { limit: limits.bytes });
  };

  const compare = async (file: BagFile, manifests: readonly Manifest[], table: ManifestTable): Promise<void> => {
    const { path } = file;
    const isOfPayload = isPayload(path);
    const at = enteredAt(path, table);
    const columns = at === undefined ? 0 : table.columns(at);
    const wanted = manifests.filter((_, column) => (columns >>> column) & 1);
    const told = isOfPayload ? onPayload : onTagFile;
    const also = isOfPayload || told !== undefined ? alsoDigest : [];
    const algorithms = [...wanted.map(({ algorithm }) => algorithm), ...also];
    const { bytes, digests } = await digestsOf(await file.open(), algorithms, onBytes);
    let isAsListed = wanted.length > 0;
    for (const [column, { algorithm, fileName }] of manifests.entries()) {
      const stated = at === undefined ? undefined : table.digest(at, column);
      const found = digests.get(algorithm);
      if (stated === undefined || found?.equals(stated) === true) continue;
      isAsListed = false;
      const facts = { manifest: fileName, stated: stated.toString("hex"), found: found?.toString("hex") ?? "" };
      log.note(isOfPayload ? "payload-digest-differs" : "tag-digest-differs", path, facts);
    }
    if (isOfPayload) {
      payload.files += 1;
      payload.bytes += bytes;
    }
    const hex = new Map([...digests].map(([algorithm, digest]) => [algorithm, digest.toString("hex")]));
    await told?.({ path, bytes, digests: hex, isAsListed });
  };
  /** A file that an earlier part read. */
  const pass = ({ path, bytes }: BagFile): void => {
    const isOfPayload = isPayload(path);
    const table = isOfPayload ? listed.payload : listed.tags;
    const entry = table.entryOf(path);
    if (entry !== undefined) table.meet(entry.at, path);
    if (isOfPayload) {
      payload.files += 1;
      payload.bytes += bytes;
    }
    done.files += 1;
    done.bytes += bytes;
  };
  /** The entry of a file; notes what is odd about how it is listed, or that it is not. */
  const enteredAt = (path: string, table: ManifestTable): number | undefined => {
    const entry = table.entryOf(path);
    const isOfPayload = isPayload(path);
    if (entry === undefined) {
      if (isOfPayload) log.note("payload-file-unlisted", path);
      else noteUnlistedTag(path, 0);
      return undefined;
    }
    if (table.isMet(entry.at)) {
      log.note("file-twice", path);
      return undefined;
    }
    table.meet(entry.at, path);
    if (entry.spelled === "normalised") log.note("path-normalisation", path, { manifest: "", line: 0 });
    if (entry.spelled === "percent") log.note("manifest-percent-literal", path);
    const columns = table.columns(entry.at);
    if (!isOfPayload) noteUnlistedTag(path, columns);
    else if (!isDraft(listed.version))
      for (const [column, { fileName }] of listed.payloadManifests.entries())
        if (((columns >>> column) & 1) === 0)
          log.note("payload-file-not-in-every-manifest", path, { manifest: fileName });
    return entry.at;
  };
  const noteUnlistedTag = (path: string, columns: number): void => {
    const named = readManifestName(path);
    if (named?.kind === "tag") return;
    for (const [column, { fileName }] of listed.tagManifests.entries())
      if (((columns >>> column) & 1) === 0)
        if (named === undefined) log.note("tag-file-unlisted", path, { manifest: fileName });
        else
          log.note(
            isDraft(listed.version) ? "tag-manifest-lacks-manifest-before-1.0" : "tag-manifest-lacks-manifest",
            fileName,
            { manifest: path },
          );
  };

  for await (const entry of source.entries()) {
    signal?.throwIfAborted();
    // Told of in the first walk.
    if (entry.kind !== "file") continue;
    const { file } = entry;
    if (done.files < from) {
      pass(file);
      continue;
    }
    if (done.files > from && isEnough()) return { payload, next: done.files };
    const manifests = isPayload(file.path) ? listed.payloadManifests : listed.tagManifests;
    const table = isPayload(file.path) ? listed.payload : listed.tags;
    try {
      await compare(file, manifests, table);
    } catch (error) {
      if (!(error instanceof BagUnreadable) || error.defect.rule !== "file-unreadable") throw error;
      log.note(error.defect.rule, error.defect.path, error.defect.facts);
    }
    done.files += 1;
    onProgress?.(done);
  }
  return { payload, next: undefined };
};
