import type { Readable } from "node:stream";
import { fromRandomAccessReaderPromise, RandomAccessReader } from "yauzl";
import type { Entry, ZipFile } from "yauzl";
import type { Facts } from "../domain/sentence.ts";
import { withErrors } from "./bag-bytes.ts";
import type { BagBytes } from "./bag-bytes.ts";
import { isPayload } from "./bag-path.ts";
import type { BagRule } from "./bag-rule.ts";
import { BagUnreadable, filesOf } from "./bag-source.ts";
import type { BagEntry, BagSource } from "./bag-source.ts";
import { entryName } from "./entry-name.ts";
import { topFolder } from "./top-folder.ts";
import type { Placed } from "./top-folder.ts";

/** Bytes of the directory of a zip that are read at once: its entries are read one by one. */
const windowBytes = 1 << 18;

/** Reads a zip through a window, and remembers an error that is none of the zip's. */
class WindowReader extends RandomAccessReader {
  readonly #bytes: BagBytes;
  #window: Buffer = Buffer.alloc(0);
  #at = 0;
  failure: unknown;

  constructor(bytes: BagBytes) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const stream = this.#bytes.read(start, end);
    stream.once("error", (error) => (this.failure = error));
    return stream;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#fill(position, length).then(
      () => {
        this.#window.copy(buffer, offset, position - this.#at, position - this.#at + length);
        callback(null);
      },
      (error: unknown) => {
        this.failure = error;
        callback(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  async #fill(position: number, length: number): Promise<void> {
    if (position >= this.#at && position + length <= this.#at + this.#window.length) return;
    const end = Math.min(this.#bytes.size, position + Math.max(length, windowBytes));
    const parts: Buffer[] = [];
    for await (const part of this.#bytes.read(position, end)) if (part instanceof Buffer) parts.push(part);
    this.#window = Buffer.concat(parts);
    this.#at = position;
  }
}

/** Bits of a Unix mode that say what an entry is. */
const kindOf = (entry: Entry): "file" | "link" | "other" => {
  const kind = (entry.externalFileAttributes >>> 16) & 0xf000;
  if (kind === 0xa000) return "link";
  return kind === 0 || kind === 0x8000 || kind === 0x4000 ? "file" : "other";
};

/** A bag in a zip (zip64 too). Names are UTF-8 or GBK, whatever their flag says. */
export const zipSource = (bytes: BagBytes): BagSource => {
  let top = topFolder();
  const tagEntries = new Map<string, Entry>();
  const reader = new WindowReader(bytes);

  /** What is wrong with the zip is wrong with the bag; an error of the disk or the network stays itself. */
  const reworded =
    (path?: string) =>
    (error: unknown): unknown => {
      if (reader.failure !== undefined) return reader.failure;
      const reason = error instanceof Error ? error.message.slice(0, 200) : "";
      return path === undefined
        ? new BagUnreadable("archive-broken", undefined, { reason })
        : new BagUnreadable("file-unreadable", path, { reason });
    };
  const opened = (): Promise<ZipFile> =>
    fromRandomAccessReaderPromise(reader, bytes.size, {
      lazyEntries: true,
      decodeStrings: false,
      autoClose: false,
    }).catch((error: unknown) => Promise.reject(toError(reworded()(error))));

  const openEntry = async (zip: ZipFile, entry: Entry, path: string): Promise<Readable> => {
    try {
      return withErrors(await zip.openReadStreamPromise(entry), reworded(path));
    } catch (error) {
      throw toError(reworded(path)(error));
    }
  };
  const entriesOf = async function* (zip: ZipFile): AsyncGenerator<Entry> {
    try {
      yield* zip.eachEntry();
    } catch (error) {
      throw toError(reworded()(error));
    }
  };
  const walk = async function* (): AsyncGenerator<BagEntry, void> {
    const here = topFolder();
    top = here;
    try {
      const zip = await opened();
      for await (const entry of entriesOf(zip)) yield* entryOf(zip, entry, here);
    } catch (error) {
      if (!(error instanceof BagUnreadable) || error.defect.rule !== "archive-broken") throw error;
      yield { kind: "defect", defect: error.defect };
    }
  };
  const entryOf = function* (
    zip: ZipFile,
    entry: Entry,
    here: ReturnType<typeof topFolder>,
  ): Generator<BagEntry, void> {
    const name = entryName(entry.fileNameRaw);
    const placed: Placed =
      name === undefined
        ? { defect: { rule: "name-encoding", path: entry.fileNameRaw.toString("latin1"), facts: {} } }
        : here.place(name);
    if (placed.defect !== undefined) yield { kind: "defect", defect: placed.defect };
    if (placed.path !== undefined) yield memberOf(zip, entry, placed.path);
  };
  const memberOf = (zip: ZipFile, entry: Entry, path: string): BagEntry => {
    const defect = (rule: BagRule, facts: Facts = {}): BagEntry => ({ kind: "defect", defect: { rule, path, facts } });
    if (path.endsWith("/")) return { kind: "folder", path: path.slice(0, -1) };
    const kind = kindOf(entry);
    if (kind !== "file") return defect(kind === "link" ? "link" : "not-a-file");
    if (entry.isEncrypted()) return defect("archive-encrypted");
    if (!entry.canDecodeFileData()) return defect("archive-method", { method: entry.compressionMethod });
    if (!isPayload(path) && tagEntries.size < 100_000) tagEntries.set(path, entry);
    return {
      kind: "file",
      file: { path, bytes: entry.uncompressedSize, open: () => openEntry(zip, entry, path) },
    };
  };
  return {
    topFolder: () => top.name(),
    serialisedBytes: bytes.size,
    entries: walk,
    files: () => filesOf(walk()),
    open: async (path) => {
      const known = tagEntries.get(path);
      if (known !== undefined) return openEntry(await opened(), known, path);
      for await (const entry of walk()) if (entry.kind === "file" && entry.file.path === path) return entry.file.open();
      throw new BagUnreadable("tag-file-missing", path);
    },
    close: () => bytes.close(),
  };
};

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
