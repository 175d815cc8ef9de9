import { crc32 } from "node:zlib";

/** A running CRC. `value` may be read at any time, unsigned. */
export type RunningCrc = { update(bytes: Uint8Array): void; value(): bigint };

/** Bit-reflected polynomials; every one starts and ends inverted, which makes their CRCs combinable. */
export const CRC32_POLYNOMIAL = 0xedb88320n;
export const CRC32C_POLYNOMIAL = 0x82f63b78n;
export const CRC64NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

export const startCrc32 = (): RunningCrc => {
  let crc = 0;
  return { update: (bytes) => void (crc = crc32(bytes, crc)), value: () => BigInt(crc) };
};

export const startCrc32c = (): RunningCrc => {
  let crc = 0xffffffff;
  return {
    update: (bytes) => void (crc = advance32(crc, bytes)),
    value: () => BigInt((crc ^ 0xffffffff) >>> 0),
  };
};

/** CRC-64/NVME in two 32-bit halves: BigInt arithmetic a byte at a time would be far slower than a disk. */
export const startCrc64Nvme = (): RunningCrc => {
  const state = new Uint32Array([0xffffffff, 0xffffffff]);
  return {
    update: (bytes) => advance64(state, bytes),
    value: () => {
      const [high = 0, low = 0] = state;
      return (BigInt((high ^ 0xffffffff) >>> 0) << 32n) | BigInt((low ^ 0xffffffff) >>> 0);
    },
  };
};

/**
 * The CRC of `left` followed by `right`, from their CRCs and the length of `right` in bytes.
 *
 * Appending n zero bytes to a message multiplies its CRC by x^(8n) modulo the polynomial.
 */
export const combineCrcs = (polynomial: bigint, width: 32 | 64) => {
  const one = 1n << BigInt(width - 1);
  const multiply = (a: bigint, b: bigint): bigint => {
    let [product, shifted] = [0n, b];
    for (let bit = one; bit > 0n; bit >>= 1n) {
      if (a & bit) product ^= shifted;
      shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
    }
    return product;
  };
  const powers = new Map<number, bigint>();
  const power = (bytes: number): bigint => {
    const known = powers.get(bytes);
    if (known !== undefined) return known;
    let [result, square] = [one, one >> 8n];
    for (let left = BigInt(bytes); left > 0n; left >>= 1n) {
      if (left & 1n) result = multiply(square, result);
      square = multiply(square, square);
    }
    powers.set(bytes, result);
    return result;
  };
  return (left: bigint, right: bigint, rightBytes: number): bigint => multiply(power(rightBytes), left) ^ right;
};

const byteTable = (polynomial: bigint): readonly bigint[] =>
  Array.from({ length: 256 }, (_, byte) => {
    let crc = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
    return crc;
  });

/** Tables for eight bytes at a time ("slicing by 8", Kounavis and Berry 2005); table k is for a byte followed by k more. */
const slicingTables = (polynomial: bigint): readonly (readonly bigint[])[] => {
  const first = byteTable(polynomial);
  const tables = [first];
  for (let k = 1; k < 8; k++) {
    const before = tables[k - 1] ?? first;
    tables.push(before.map((entry) => (first[Number(entry & 0xffn)] ?? 0n) ^ (entry >> 8n)));
  }
  return tables;
};

/** The eight tables in a row: entry `k * 256 + byte`. */
const flatten = (tables: readonly (readonly bigint[])[], shift: bigint): Int32Array =>
  Int32Array.from(tables.flat(), (entry) => Number(BigInt.asIntN(32, entry >> shift)));

const TABLE_32C = flatten(slicingTables(CRC32C_POLYNOMIAL), 0n);
const TABLES_64 = slicingTables(CRC64NVME_POLYNOMIAL);
const TABLE_64_LOW = flatten(TABLES_64, 0n);
const TABLE_64_HIGH = flatten(TABLES_64, 32n);

// Indices below stay within the arrays, so nothing is ever undefined.
const at = (table: Int32Array | Uint8Array, index: number): number => table[index] ?? 0;

const wordAt = (bytes: Uint8Array, i: number): number =>
  at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16) | (at(bytes, i + 3) << 24);

/** What eight bytes, already mixed with the CRC, contribute through one half of the tables. */
const slice = (table: Int32Array, first: number, second: number): number =>
  at(table, 1792 + (first & 0xff)) ^
  at(table, 1536 + ((first >>> 8) & 0xff)) ^
  at(table, 1280 + ((first >>> 16) & 0xff)) ^
  at(table, 1024 + (first >>> 24)) ^
  at(table, 768 + (second & 0xff)) ^
  at(table, 512 + ((second >>> 8) & 0xff)) ^
  at(table, 256 + ((second >>> 16) & 0xff)) ^
  at(table, second >>> 24);

const advance32 = (start: number, bytes: Uint8Array): number => {
  let crc = start;
  let i = 0;
  for (const whole = bytes.length - (bytes.length % 8); i < whole; i += 8) {
    crc = slice(TABLE_32C, crc ^ wordAt(bytes, i), wordAt(bytes, i + 4));
  }
  for (; i < bytes.length; i++) crc = at(TABLE_32C, (crc ^ at(bytes, i)) & 0xff) ^ (crc >>> 8);
  return crc;
};

const advance64 = (state: Uint32Array, bytes: Uint8Array): void => {
  let [high = 0, low = 0] = state;
  let i = 0;
  for (const whole = bytes.length - (bytes.length % 8); i < whole; i += 8) {
    const first = low ^ wordAt(bytes, i);
    const second = high ^ wordAt(bytes, i + 4);
    low = slice(TABLE_64_LOW, first, second);
    high = slice(TABLE_64_HIGH, first, second);
  }
  for (; i < bytes.length; i++) {
    const index = (low ^ at(bytes, i)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ at(TABLE_64_LOW, index);
    high = (high >>> 8) ^ at(TABLE_64_HIGH, index);
  }
  state[0] = high;
  state[1] = low;
};
