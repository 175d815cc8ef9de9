import type { Oxum } from "./bag-info.ts";
import { usualLimits } from "./bag-limits.ts";
import type { BagLimits } from "./bag-limits.ts";
import { isPayload } from "./bag-path.ts";
import { readManifestName } from "./manifest-line.ts";
import type { Reading } from "./read-manifests.ts";
import type { ValidateOptions } from "./validate-options.ts";

export type Inventory = {
  /** It could be walked to its end, and is within bounds. */
  readonly isWhole: boolean;
  /** Files in the base folder that this specification names. */
  readonly named: ReadonlySet<string>;
  readonly files: number;
  readonly bytes: number;
  readonly payload: Oxum;
};

const isNamed = (path: string): boolean =>
  ["bagit.txt", "bag-info.txt", "package-info.txt", "fetch.txt"].includes(path) || readManifestName(path) !== undefined;

/** The first walk: what is there, and whether it is more than we read. */
export const takeInventory = async (
  { source, log, signal }: Reading,
  { limits = usualLimits, name }: ValidateOptions,
): Promise<Inventory> => {
  const named = new Set<string>();
  let files = 0;
  let tagFiles = 0;
  let bytes = 0;
  let payload = { files: 0, bytes: 0 };
  let hasPayloadFolder = false;
  let isWithinBounds = true;
  for await (const entry of source.entries()) {
    signal?.throwIfAborted();
    if (entry.kind === "defect") {
      log.note(entry.defect.rule, entry.defect.path, entry.defect.facts);
      continue;
    }
    if (entry.kind === "folder") {
      hasPayloadFolder ||= entry.path === "data" || isPayload(entry.path);
      continue;
    }
    const { file } = entry;
    files += 1;
    bytes += file.bytes;
    if (isPayload(file.path)) {
      hasPayloadFolder = true;
      payload = { files: payload.files + 1, bytes: payload.bytes + file.bytes };
    } else {
      tagFiles += 1;
      if (isNamed(file.path) && named.size < 1000) named.add(file.path);
    }
    if (beyond({ files, tagFiles, bytes }, source.serialisedBytes, limits, log)) {
      isWithinBounds = false;
      break;
    }
  }
  const top = source.topFolder();
  if (name !== undefined && top !== undefined && top !== name) log.note("serialisation-name", top, { name });
  const isWhole = isWithinBounds && !log.has("archive-broken");
  if (isWhole) {
    if (!named.has("bagit.txt")) log.note("declaration-missing", "bagit.txt");
    if (!hasPayloadFolder) log.note("payload-folder-missing", "data");
  }
  return { isWhole, named, files, bytes, payload };
};

const beyond = (
  { files, tagFiles, bytes }: { readonly files: number; readonly tagFiles: number; readonly bytes: number },
  serialisedBytes: number | undefined,
  limits: BagLimits,
  log: Reading["log"],
): boolean => {
  if (files > limits.files) log.note("too-many-files", undefined, { limit: limits.files });
  else if (tagFiles > limits.tagFiles) log.note("too-many-tag-files", undefined, { limit: limits.tagFiles });
  else if (bytes > limits.bytes) log.note("too-many-bytes", undefined, { limit: limits.bytes });
  else if (serialisedBytes !== undefined && bytes > limits.ratioFrom && bytes > serialisedBytes * limits.ratio)
    log.note("too-compressed", undefined, { limit: limits.ratio });
  else return false;
  return true;
};
