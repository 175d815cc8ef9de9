/** What a header block of a tar says (POSIX.1-1988 ustar, GNU). `name` and `prefix` are bytes as they stand. */
export type TarHeader = {
  readonly name: Buffer;
  readonly bytes: number;
  /** One character; empty for the old form of a file. */
  readonly type: string;
};

export const blockBytes = 512;

const untilNull = (bytes: Buffer): Buffer => {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
};

/** Octal, or base 256 when the first bit is set (GNU); undefined when it is neither or too large. */
const numberOf = (field: Buffer): number | undefined => {
  const first = field[0] ?? 0;
  if (first & 0x80) {
    if (first !== 0x80) return undefined;
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const text = untilNull(field).toString("latin1").trim();
  return text === "" ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
};

/** Sum of the bytes with the checksum's own field as blanks; some old programs summed signed bytes. */
const sums = (block: Buffer): readonly [number, number] => {
  let unsigned = 0;
  let signed = 0;
  block.forEach((byte, at) => {
    const counted = at >= 148 && at < 156 ? 0x20 : byte;
    unsigned += counted;
    signed += counted > 127 ? counted - 256 : counted;
  });
  return [unsigned, signed];
};

export const isEndBlock = (block: Buffer): boolean => block.every((byte) => byte === 0);

/** Reads a header block; undefined when it is none. */
export const readTarHeader = (block: Buffer): TarHeader | undefined => {
  const stated = numberOf(block.subarray(148, 156));
  const bytes = numberOf(block.subarray(124, 136));
  if (stated === undefined || bytes === undefined || !sums(block).includes(stated)) return undefined;
  const isUstar = block.subarray(257, 263).toString("latin1") === "ustar\0";
  const name = untilNull(block.subarray(0, 100));
  const prefix = isUstar ? untilNull(block.subarray(345, 500)) : Buffer.alloc(0);
  const type = String.fromCharCode(block[156] ?? 0).replace("\0", "");
  return { name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from("/"), name]), bytes, type };
};

/** Records of a pax header (POSIX.1-2001): `length key=value\n`; undefined when they are malformed. */
export const readPaxRecords = (bytes: Buffer): ReadonlyMap<string, Buffer> | undefined => {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 || space - at > 10 ? "" : bytes.subarray(at, space).toString("latin1");
    const length = /^\d+$/.test(digits) ? Number(digits) : 0;
    const record = bytes.subarray(space + 1, at + length);
    const equals = record.indexOf(0x3d);
    if (length <= digits.length + 1 || at + length > bytes.length || equals === -1 || record.at(-1) !== 0x0a)
      return undefined;
    records.set(record.subarray(0, equals).toString("utf8"), record.subarray(equals + 1, -1));
    at += length;
  }
  return records;
};
