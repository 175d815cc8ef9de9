import { hash } from "node:crypto";

/**
 * Paths with what a manifest says of each, packed: some forty bytes a path and the digests, so that millions of lines fit.
 * A path stands under its SHA-256, cut to 128 bits; the text itself is not kept.
 */
export type PathTable = {
  readonly size: () => number;
  /** The number of a path; -1 when it is not there. */
  find(path: string): number;
  /** The number of a path, which is entered if it is not there. */
  enter(path: string): { readonly at: number; readonly isNew: boolean };
  /** Sets digest `column` of an entry; the one it had, if it had one. */
  digest(at: number, column: number): Buffer | undefined;
  setDigest(at: number, column: number, digest: Uint8Array): void;
  /** Which columns have a digest, as bits. */
  columns(at: number): number;
  has(at: number, flag: number): boolean;
  mark(at: number, flag: number): void;
};

const chunkEntries = 1 << 15;
const keyBytes = 16;
/** Digest columns; the bits above are flags. */
export const mostColumns = 20;

/** Buffers of equal records, one after another. */
const records = (recordBytes: number) => {
  const chunks: Buffer[] = [];
  return (at: number): Buffer => {
    const chunk = (chunks[Math.floor(at / chunkEntries)] ??= Buffer.alloc(chunkEntries * recordBytes));
    const start = (at % chunkEntries) * recordBytes;
    return chunk.subarray(start, start + recordBytes);
  };
};

/** `digestBytes`: length of each column's digests. */
export const pathTable = (digestBytes: readonly number[]): PathTable => {
  const keys = records(keyBytes);
  const bits = records(4);
  const digests = digestBytes.map(records);
  let slots = new Int32Array(1 << 10);
  let size = 0;

  const keyOf = (path: string): Buffer => hash("sha256", path, "buffer").subarray(0, keyBytes);
  /** The slot of a key, or the free one where it belongs. */
  const slotOf = (key: Buffer): number => {
    const mask = slots.length - 1;
    let slot = key.readUInt32LE(0) & mask;
    for (;;) {
      const at = (slots[slot] ?? 0) - 1;
      if (at < 0 || keys(at).equals(key)) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2);
    for (let at = 0; at < size; at += 1) slots[slotOf(keys(at))] = at + 1;
  };
  const bitsOf = (at: number): number => bits(at).readUInt32LE(0);
  const column = (number: number) => {
    const found = digests[number];
    if (found === undefined) throw new RangeError(`no column ${number}`);
    return found;
  };
  return {
    size: () => size,
    find: (path) => (slots[slotOf(keyOf(path))] ?? 0) - 1,
    enter: (path) => {
      const key = keyOf(path);
      const slot = slotOf(key);
      const at = (slots[slot] ?? 0) - 1;
      if (at >= 0) return { at, isNew: false };
      const entered = size;
      key.copy(keys(entered));
      size += 1;
      slots[slot] = size;
      if (size * 5 > slots.length * 3) grow();
      return { at: entered, isNew: true };
    },
    digest: (at, number) => ((bitsOf(at) >>> number) & 1 ? column(number)(at) : undefined),
    setDigest: (at, number, digest) => {
      column(number)(at).set(digest);
      bits(at).writeUInt32LE((bitsOf(at) | (1 << number)) >>> 0, 0);
    },
    columns: (at) => bitsOf(at) & ((1 << mostColumns) - 1),
    has: (at, flag) => ((bitsOf(at) >>> (mostColumns + flag)) & 1) === 1,
    mark: (at, flag) => void bits(at).writeUInt32LE((bitsOf(at) | (1 << (mostColumns + flag))) >>> 0, 0),
  };
};
