import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import { bytesOfBuffer } from "../../shared/bagit/bag-bytes.ts";
import { BagUnreadable, filesOf } from "../../shared/bagit/bag-source.ts";
import type { BagEntry, BagSource } from "../../shared/bagit/bag-source.ts";
import { opensslName } from "../../shared/bagit/digest-algorithm.ts";
import type { Algorithm } from "../../shared/bagit/digest-algorithm.ts";
import { tarEnd, tarMember } from "../../shared/bagit/tar-member.ts";
import { tarSource } from "../../shared/bagit/tar-source.ts";
import { validateBag } from "../../shared/bagit/validate-bag.ts";
import type { ValidateOptions } from "../../shared/bagit/validate-options.ts";
import { zipSource } from "../../shared/bagit/zip-source.ts";

/** Files of a bag by path. */
export type BagFiles = Map<string, Buffer>;

export const digestOf = (algorithm: Algorithm, bytes: Buffer | string): string =>
  createHash(opensslName(algorithm)).update(bytes).digest("hex");

export type BagMaking = {
  readonly version?: string;
  readonly algorithms?: readonly Algorithm[];
  readonly encoding?: string;
  readonly encode?: (text: string) => Buffer;
  readonly payload?: Readonly<Record<string, string | Buffer>>;
  readonly info?: string;
  readonly tagManifests?: boolean;
};

const payloadOfTwo = { "data/a.jpg": "page one", "data/卷一/b.tif": "page two" };

/** A good bag of two files, unless it is asked for otherwise. */
export const goodBag = ({
  version = "1.0",
  algorithms = ["sha256"],
  encoding = "UTF-8",
  encode = (text) => Buffer.from(text),
  payload = payloadOfTwo,
  info = "Source-Organization: 市档案馆\nBagging-Date: 2026-11-30\n",
  tagManifests = true,
}: BagMaking = {}): BagFiles => {
  const files: BagFiles = new Map();
  files.set("bagit.txt", Buffer.from(`BagIt-Version: ${version}\nTag-File-Character-Encoding: ${encoding}\n`));
  for (const [path, text] of Object.entries(payload))
    files.set(path, typeof text === "string" ? Buffer.from(text) : text);
  files.set("bag-info.txt", encode(info));
  for (const algorithm of algorithms) {
    const lines = Object.entries(payload).map(([path, text]) => `${digestOf(algorithm, text)}  ${path}\n`);
    files.set(`manifest-${algorithm}.txt`, encode(lines.join("")));
  }
  if (tagManifests) for (const algorithm of algorithms) signTags(files, algorithm, encode);
  return files;
};

/** Writes the tag manifest anew, so that what was changed among the tag files is the only thing wrong. */
export const signTags = (
  files: BagFiles,
  algorithm: Algorithm = "sha256",
  encode: (text: string) => Buffer = (text) => Buffer.from(text),
): void => {
  const listed = [...files].filter(([path]) => !path.startsWith("data/") && !path.startsWith("tagmanifest-"));
  const lines = listed.map(([path, bytes]) => `${digestOf(algorithm, bytes)}  ${path}\n`);
  files.set(`tagmanifest-${algorithm}.txt`, encode(lines.join("")));
};

export const memorySource = (files: BagFiles): BagSource => {
  const walk = async function* (): AsyncGenerator<BagEntry> {
    await Promise.resolve();
    for (const [path, bytes] of files) {
      const open = () => Promise.resolve(Readable.from([bytes], { objectMode: false }));
      yield { kind: "file", file: { path, bytes: bytes.length, open } };
    }
  };
  return {
    topFolder: () => undefined,
    serialisedBytes: undefined,
    entries: walk,
    files: () => filesOf(walk()),
    open: (path) => {
      const bytes = files.get(path);
      if (bytes === undefined) throw new BagUnreadable("tag-file-missing", path);
      return Promise.resolve(Readable.from([bytes], { objectMode: false }));
    },
    close: () => Promise.resolve(),
  };
};

/** Rules that a bag breaks, in order, each as often as it breaks it. */
export const rulesBroken = async (source: BagSource, options?: ValidateOptions): Promise<string[]> =>
  (await validateBag(source, options)).findings.map(({ rule }) => rule).sort();

const modified = new Date("2026-11-30T00:00:00Z");

export const zipOf = async (files: Iterable<readonly [string, Buffer]>, compress = false): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [path, bytes] of files) zip.addBuffer(bytes, path, { compress, mtime: modified });
  zip.end();
  return buffer(zip.outputStream);
};

export const tarOf = (files: Iterable<readonly [string, Buffer]>): Buffer => {
  const parts: Buffer[] = [];
  for (const [name, bytes] of files) {
    const { header, padding } = tarMember({ name, bytes: bytes.length, modified, kind: "file" });
    parts.push(header, bytes, padding);
  }
  return Buffer.concat([...parts, tarEnd]);
};

/** The files of a bag below one top folder. */
export const under = (top: string, files: BagFiles): [string, Buffer][] =>
  [...files].map(([path, bytes]) => [`${top}/${path}`, bytes]);

export const zipBytes = (bytes: Buffer): BagSource => zipSource(bytesOfBuffer(bytes));
export const tarBytes = (bytes: Buffer, isCompressed = false): BagSource =>
  tarSource(bytesOfBuffer(bytes), { isCompressed });
