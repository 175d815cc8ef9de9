import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { once } from "node:events";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { BagInfoElement } from "./bag-info.ts";
import { pathDefect } from "./bag-path.ts";
import type { BagRule } from "./bag-rule.ts";
import type { BagSink } from "./bag-sink.ts";
import { encodedPath, readManifestName } from "./manifest-line.ts";
import { pathTable } from "./path-table.ts";

/** A file to be bagged: `path` below `data/` (or beside it, for a tag file), `/` between the parts. */
export type NewBagFile = {
  readonly path: string;
  readonly bytes: number;
  open(): Readable | Promise<Readable>;
  /** What an earlier part of writing the same bag computed: a file that the sink passes over is listed with it, unread. */
  readonly known?: BagDigests;
  /** Told what was read, before the file is listed; what it throws ends the writing. */
  readonly accept?: (digests: BagDigests) => void;
};

/** In hex. */
export type BagDigests = { readonly sha256: string; readonly sha512: string };

export type BagTags = {
  /** The day it is bagged, `YYYY-MM-DD`. */
  readonly baggingDate: string;
  /** Elements of `bag-info.txt` before Bagging-Date and Payload-Oxum, which are written by us. */
  readonly info?: readonly BagInfoElement[];
  /** Tag files beside those of BagIt: descriptions, histories. */
  readonly files?: AsyncIterable<NewBagFile> | Iterable<NewBagFile>;
};

export type WrittenBag = {
  readonly files: number;
  readonly bytes: number;
  /** SHA-256 (hex) of the manifest `manifest-sha256.txt`: names the payload by one digest. */
  readonly manifestSha256: string;
};

/** A bag cannot be written so. */
export class BagUnwritable extends Error {
  readonly rule: BagRule | "path-taken" | "size-differs";
  readonly path: string;

  constructor(rule: BagRule | "path-taken" | "size-differs", path: string) {
    super(`${rule}: ${path}`);
    this.name = "BagUnwritable";
    this.rule = rule;
    this.path = path;
  }
}

const algorithms = ["sha256", "sha512"] as const;

/** Passes a file's bytes on and computes its digests on the way. */
const measured = (file: NewBagFile, path: string) => {
  const hashes = algorithms.map((algorithm) => createHash(algorithm));
  let bytes = 0;
  const read = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of await file.open()) {
      if (!(chunk instanceof Uint8Array)) continue;
      bytes += chunk.length;
      if (bytes > file.bytes) throw new BagUnwritable("size-differs", path);
      for (const hash of hashes) hash.update(chunk);
      yield chunk;
    }
    if (bytes !== file.bytes) throw new BagUnwritable("size-differs", path);
  };
  return {
    content: Readable.from(read(), { objectMode: false }),
    digests: (): BagDigests => {
      const [sha256 = "", sha512 = ""] = hashes.map((hash) => hash.digest("hex"));
      return { sha256, sha512 };
    },
  };
};

/** The file's digests, once it is in the bag; unread where it already is. */
const written = async (sink: BagSink, file: NewBagFile, path: string): Promise<BagDigests> => {
  if (file.known !== undefined && sink.passes?.(path, file.bytes) === true) return file.known;
  const { content, digests } = measured(file, path);
  await sink.put(path, file.bytes, content);
  const computed = digests();
  file.accept?.(computed);
  return computed;
};

/** Lines that grow on the disk: a manifest of millions of files is no matter of memory. */
const manifestFile = (path: string) => {
  const out = createWriteStream(path);
  // A full disk is told by the next line, or at the end.
  out.on("error", () => undefined);
  return {
    path,
    line: async (digest: string, of: string): Promise<void> => {
      if (out.errored !== null) throw out.errored;
      if (!out.write(`${digest}  ${encodedPath(of)}\n`)) await once(out, "drain");
    },
    end: async (): Promise<void> => {
      out.end();
      await finished(out);
    },
    /** From then on nothing of it is open, or about to be, whether it was written to its end or not. */
    letGo: async (): Promise<void> => {
      out.destroy();
      // Not `once`: a line that was still being written is an error of the stream then, and none of ours.
      if (!out.closed) await new Promise<void>((resolve) => out.once("close", () => resolve()));
    },
  };
};
type ManifestFile = ReturnType<typeof manifestFile>;

const fileOf = async (path: string, from: string): Promise<NewBagFile> => ({
  path,
  bytes: (await stat(from)).size,
  open: () => createReadStream(from),
});

const textFile = (path: string, text: string): NewBagFile => {
  const bytes = Buffer.from(text);
  return { path, bytes: bytes.length, open: () => Readable.from([bytes], { objectMode: false }) };
};

const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, " ").trim();

const infoText = (elements: readonly BagInfoElement[]): string =>
  elements.map(({ label, value }) => `${oneLine(label).replaceAll(":", "")}: ${oneLine(value)}\n`).join("");

const ours: ReadonlySet<string> = new Set(["bagging-date", "payload-oxum"]);

/**
 * Writes a bag of BagIt 1.0 (RFC 8493) as a stream: payload, manifests of SHA-256 and SHA-512, `bag-info.txt` with
 * Payload-Oxum, tag manifests of both. `scratch` is a folder for the manifests until they are whole.
 * @throws BagUnwritable for a path that no bag may have, that is taken, or a file that is not as long as stated; whatever the
 * files and the sink throw. What was written until then is no bag.
 */
export const writeBag = async (
  payload: AsyncIterable<NewBagFile> | Iterable<NewBagFile>,
  tags: BagTags,
  sink: BagSink,
  scratch: string,
): Promise<WrittenBag> => {
  const folder = await mkdtemp(join(scratch, "bag-"));
  const manifests = algorithms.map((algorithm) => manifestFile(join(folder, `manifest-${algorithm}.txt`)));
  const tagManifests = algorithms.map((algorithm) => manifestFile(join(folder, `tagmanifest-${algorithm}.txt`)));
  try {
    return await writeWith({ manifests, tagManifests }, payload, tags, sink);
  } finally {
    await Promise.all([...manifests, ...tagManifests].map((manifest) => manifest.letGo()));
    await rm(folder, { recursive: true, force: true });
  }
};

const writeWith = async (
  {
    manifests,
    tagManifests,
  }: { readonly manifests: readonly ManifestFile[]; readonly tagManifests: readonly ManifestFile[] },
  payload: AsyncIterable<NewBagFile> | Iterable<NewBagFile>,
  { baggingDate, info = [], files = [] }: BagTags,
  sink: BagSink,
): Promise<WrittenBag> => {
  const taken = pathTable([]);
  const oxum = { bytes: 0, files: 0 };
  const put = async (file: NewBagFile, path: string, listedIn: readonly ManifestFile[]): Promise<BagDigests> => {
    const defect = pathDefect(path);
    if (defect !== undefined) throw new BagUnwritable(defect, path);
    if (!taken.enter(path).isNew) throw new BagUnwritable("path-taken", path);
    const digests = await written(sink, file, path);
    for (const [at, algorithm] of algorithms.entries()) await listedIn[at]?.line(digests[algorithm], path);
    return digests;
  };
  const putTag = (file: NewBagFile): Promise<BagDigests> => put(file, file.path, tagManifests);

  await putTag(textFile("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
  await sink.folder("data");
  for await (const file of payload) {
    await put(file, `data/${file.path}`, manifests);
    oxum.bytes += file.bytes;
    oxum.files += 1;
  }
  const stated = [
    ...info.filter(({ label }) => !ours.has(label.toLowerCase())),
    { label: "Bagging-Date", value: baggingDate },
    { label: "Payload-Oxum", value: `${oxum.bytes}.${oxum.files}` },
  ];
  await putTag(textFile("bag-info.txt", infoText(stated)));
  for await (const file of files) {
    if (
      file.path.startsWith("data/") ||
      file.path === "data" ||
      file.path === "fetch.txt" ||
      readManifestName(file.path)
    )
      throw new BagUnwritable("path-taken", file.path);
    await putTag(file);
  }
  let manifestSha256 = "";
  for (const [at, manifest] of manifests.entries()) {
    await manifest.end();
    const { sha256 } = await putTag(await fileOf(`manifest-${algorithms[at] ?? ""}.txt`, manifest.path));
    if (at === 0) manifestSha256 = sha256;
  }
  for (const manifest of tagManifests) await manifest.end();
  for (const [at, manifest] of tagManifests.entries()) {
    const file = await fileOf(`tagmanifest-${algorithms[at] ?? ""}.txt`, manifest.path);
    await sink.put(file.path, file.bytes, createReadStream(manifest.path));
  }
  await sink.end();
  return { ...oxum, manifestSha256 };
};
