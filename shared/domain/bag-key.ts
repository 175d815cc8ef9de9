import { batchName } from "../contract/accession.ts";
import { archiveId } from "../contract/archives.ts";
import { isSystemFile } from "./scan-file-name.ts";

/** How a bag (BagIt, RFC 8493) is serialised into one file. */
export type BagPacking = "zip" | "tar" | "tar.gz";

/** Where a bag belongs, and what its name claims of it. */
export type BagKey = {
  readonly archiveId: string;
  readonly batchId: string;
  /** The file's name without extension, as the folder in it should be called. */
  readonly name: string;
  readonly extension: string;
  readonly packing: BagPacking;
};

const fileName = /^(.+?)(?:\.bag)?\.(zip|tar|tar\.gz|tgz)$/isu;

const packings: Readonly<Record<string, BagPacking>> = { zip: "zip", tar: "tar", "tar.gz": "tar.gz", tgz: "tar.gz" };

/**
 * Reads the key of a bag in the intake bucket: `{archiveId}/{batchId}/{any name}.zip|tar|tar.gz|tgz`. Undefined for every
 * other key.
 */
export const parseBagKey = (key: string): BagKey | undefined => {
  const [archive, batch, file = "", ...more] = key.split("/");
  const [, name, ending = ""] = fileName.exec(file) ?? [];
  const extension = ending.toLowerCase();
  const packing = packings[extension];
  if (name === undefined || packing === undefined || more.length > 0 || isSystemFile(file)) return undefined;
  const named = { archiveId: archiveId.safeParse(archive), batchId: batchName.safeParse(batch) };
  return named.archiveId.success && named.batchId.success
    ? { archiveId: named.archiveId.data, batchId: named.batchId.data, name, extension, packing }
    : undefined;
};

/**
 * Largest bag of each packing (bytes). Each part of its work finds its place in the bag anew: in a zip by the directory, in a tar by
 * reading or leaping from file to file, in a compressed tar by unpacking it from the beginning.
 */
export const largestBagBytes: Readonly<Record<BagPacking, number>> = {
  zip: 512 * 1024 ** 3,
  tar: 8 * 1024 ** 3,
  "tar.gz": 8 * 1024 ** 3,
};
