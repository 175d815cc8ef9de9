import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { bytesOfFile } from "./bag-bytes.ts";
import type { BagBytes } from "./bag-bytes.ts";
import type { BagSource } from "./bag-source.ts";
import { folderSource } from "./folder-source.ts";
import { tarSource } from "./tar-source.ts";
import { zipSource } from "./zip-source.ts";

export type BagForm = "folder" | "zip" | "tar" | "tar.gz";

/** Extensions under which a serialised bag goes; the longest first. */
const extension = /\.(?:bag\.zip|bag\.tar\.gz|bag\.tar|tar\.gz|tgz|zip|tar|bag)$/i;

export const isSerialisedName = (fileName: string): boolean => extension.test(fileName);

/** What its top folder should be called. */
export const bagName = (fileName: string): string => fileName.replace(extension, "");

/** The form by the first bytes, never by the name: zip, gzip (of a tar), or else a tar. */
export const serialisedForm = (first: Buffer): Exclude<BagForm, "folder"> => {
  if (first.subarray(0, 2).toString("latin1") === "PK") return "zip";
  return first[0] === 0x1f && first[1] === 0x8b ? "tar.gz" : "tar";
};

const firstBytes = async (bytes: BagBytes): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of bytes.read(0, Math.min(4, bytes.size))) if (part instanceof Buffer) parts.push(part);
  return Buffer.concat(parts);
};

/** A serialised bag. */
export const serialisedSource = async (
  bytes: BagBytes,
): Promise<{ readonly source: BagSource; readonly form: Exclude<BagForm, "folder"> }> => {
  const form = serialisedForm(await firstBytes(bytes));
  const source = form === "zip" ? zipSource(bytes) : tarSource(bytes, { isCompressed: form === "tar.gz" });
  return { source, form };
};

export type OpenedBag = {
  readonly source: BagSource;
  readonly form: BagForm;
  /** What the serialised bag is called, without extension. */
  readonly name?: string;
};

/** Opens a bag of the file system: a folder, or a file. To be closed. @throws the error of the file system. */
export const openBag = async (path: string): Promise<OpenedBag> => {
  const facts = await stat(path);
  if (facts.isDirectory()) return { source: folderSource(path), form: "folder" };
  const bytes = await bytesOfFile(path);
  return { ...(await serialisedSource(bytes)), name: bagName(basename(path)) };
};
