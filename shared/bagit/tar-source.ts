import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { withErrors } from "./bag-bytes.ts";
import type { BagBytes } from "./bag-bytes.ts";
import { isPayload } from "./bag-path.ts";
import { BagUnreadable, filesOf } from "./bag-source.ts";
import type { BagDefect, BagEntry, BagSource } from "./bag-source.ts";
import { byteCursor } from "./byte-cursor.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { entryName } from "./entry-name.ts";
import { blockBytes, isEndBlock, readPaxRecords, readTarHeader } from "./tar-header.ts";
import { topFolder } from "./top-folder.ts";

/** Most that is read of a long name or a pax header. */
const longestHeader = 1 << 20;
/** Tag files of a compressed tar that are kept, so that it need not be unpacked again for each: one, and all. */
const keptFile = 1 << 20;
const keptInAll = 1 << 24;

const broken = (reason: string): BagUnreadable => new BagUnreadable("archive-broken", undefined, { reason });

const paddedTo = (bytes: number): number => Math.ceil(bytes / blockBytes) * blockBytes;

type Member = { readonly name: Buffer; readonly type: string; readonly bytes: number; readonly isSparse: boolean };

/** What headers in front of a member say of it. */
type Ahead = { name?: Buffer; bytes?: number; isSparse?: boolean };

const aheadOf = (records: ReadonlyMap<string, Buffer>): Ahead => {
  const name = records.get("path");
  const size = records.get("size")?.toString("latin1");
  const isSparse = [...records.keys()].some((key) => key.startsWith("GNU.sparse."));
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw broken("pax size");
  return { ...(name && { name }), ...(size !== undefined && { bytes: Number(size) }), ...(isSparse && { isSparse }) };
};

/** The next member with its long name, its size and where its bytes begin; undefined at the end. */
const nextMember = async (cursor: ByteCursor): Promise<Member | undefined> => {
  let ahead: Ahead = {};
  for (;;) {
    const block = await cursor.take(blockBytes);
    if (block.length === 0 || (block.length === blockBytes && isEndBlock(block))) return undefined;
    if (block.length < blockBytes) throw broken("cut short");
    const header = readTarHeader(block);
    if (header === undefined) throw broken("header");
    if (!"xgLKX".includes(header.type) || header.type === "")
      return {
        name: ahead.name ?? header.name,
        bytes: ahead.bytes ?? header.bytes,
        type: header.type,
        isSparse: ahead.isSparse === true || header.type === "S",
      };
    if (header.bytes > longestHeader) throw broken("long header");
    const padded = await cursor.take(paddedTo(header.bytes));
    if (padded.length < header.bytes) throw broken("cut short");
    const body = padded.subarray(0, header.bytes);
    if (header.type === "L") ahead = { ...ahead, name: body.at(-1) === 0 ? body.subarray(0, -1) : body };
    if (header.type === "x" || header.type === "X") {
      const records = readPaxRecords(body);
      if (records === undefined) throw broken("pax header");
      ahead = { ...ahead, ...aheadOf(records) };
    }
  }
};

const isFileType = (type: string): boolean => type === "" || type === "0" || type === "7";

/** A bag in a tar, compressed with gzip or not. Names are UTF-8 or GBK; pax and GNU long names are read. */
export const tarSource = (bytes: BagBytes, { isCompressed }: { readonly isCompressed: boolean }): BagSource => {
  let top = topFolder();
  /** Where tag files lie, and what some of them hold. */
  const places = new Map<string, { readonly at: number; readonly bytes: number }>();
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;

  const opened = (): ByteCursor =>
    isCompressed ? byteCursor(() => unpacked(bytes), false) : byteCursor((at) => bytes.read(at, bytes.size), true);

  const walk = async function* (): AsyncGenerator<BagEntry, void> {
    const cursor = opened();
    const here = topFolder();
    top = here;
    try {
      for (;;) {
        const member = await nextMember(cursor);
        if (member === undefined) return;
        const at = cursor.position();
        const name = entryName(member.name);
        const folder = member.type === "5" || (member.type === "" && name?.endsWith("/") === true);
        const placed =
          name === undefined
            ? { defect: namelessIn(member.name) }
            : here.place(folder && !name.endsWith("/") ? `${name}/` : name);
        if (placed.defect !== undefined) yield { kind: "defect", defect: placed.defect };
        if (placed.path !== undefined) yield await entryOf(member, placed.path, cursor, at);
        if (!(await cursor.goTo(at + paddedTo(member.bytes)))) throw broken("cut short");
      }
    } catch (error) {
      if (!(error instanceof BagUnreadable)) throw error;
      yield { kind: "defect", defect: error.defect };
    } finally {
      await cursor.close();
    }
  };
  const entryOf = async (
    { type, bytes: size, isSparse }: Member,
    path: string,
    cursor: ByteCursor,
    at: number,
  ): Promise<BagEntry> => {
    if (path.endsWith("/")) return { kind: "folder", path: path.slice(0, -1) };
    if (type === "1" || type === "2") return { kind: "defect", defect: { rule: "link", path, facts: {} } };
    if (!isFileType(type) || isSparse) return { kind: "defect", defect: { rule: "not-a-file", path, facts: { type } } };
    if (!isPayload(path) && places.size < 100_000) places.set(path, { at, bytes: size });
    const cutShort = (): Error => broken("cut short");
    const keeps =
      isCompressed && !isPayload(path) && size <= keptFile && keptBytes + size <= keptInAll && !kept.has(path);
    if (keeps) {
      const whole = await cursor.take(size);
      if (whole.length < size) throw cutShort();
      kept.set(path, Buffer.from(whole));
      keptBytes += size;
    }
    const held = kept.get(path);
    const open = (): Promise<Readable> =>
      Promise.resolve(
        keeps && held !== undefined ? Readable.from([held], { objectMode: false }) : cursor.stream(size, cutShort),
      );
    return { kind: "file", file: { path, bytes: size, open } };
  };
  return {
    topFolder: () => top.name(),
    serialisedBytes: bytes.size,
    entries: walk,
    files: () => filesOf(walk()),
    open: async (path) => {
      const held = kept.get(path);
      if (held !== undefined) return Readable.from([held], { objectMode: false });
      const place = places.get(path);
      if (place !== undefined && !isCompressed) return bytes.read(place.at, place.at + place.bytes);
      return openByWalking(walk(), path);
    },
    close: () => bytes.close(),
  };
};

const namelessIn = (name: Buffer): BagDefect => ({ rule: "name-encoding", path: name.toString("latin1"), facts: {} });

/** Finds a file by walking; the walk is ended once it is read, or let go. */
const openByWalking = async (walk: AsyncGenerator<BagEntry, void>, path: string): Promise<Readable> => {
  for (;;) {
    const next = await walk.next();
    if (next.done === true) throw new BagUnreadable("tag-file-missing", path);
    const { value } = next;
    if (value.kind === "defect" && value.defect.rule === "archive-broken")
      throw new BagUnreadable("archive-broken", undefined, value.defect.facts);
    if (value.kind !== "file" || value.file.path !== path) continue;
    const stream = await value.file.open();
    stream.once("close", () => void walk.return(undefined).catch(() => undefined));
    return stream;
  }
};

/** What is wrong with compressed bytes is wrong with the bag; a disk's or a network's error is not. */
const unpacked = (bytes: BagBytes): Readable => {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const compressed = bytes.read(0, bytes.size);
  pipeline(compressed, gunzip, () => undefined);
  return withErrors(gunzip, (error) =>
    error instanceof Error && "code" in error && String(error.code).startsWith("Z_")
      ? broken(String(error.code))
      : error,
  );
};
