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

const TABLE_32C = Uint32Array.from(byteTable(CRC32C_POLYNOMIAL), Number);
const TABLE_64 = byteTable(CRC64NVME_POLYNOMIAL);
const TABLE_64_HIGH = Uint32Array.from(TABLE_64, (entry) => Number(entry >> 32n));
const TABLE_64_LOW = Uint32Array.from(TABLE_64, (entry) => Number(entry & 0xffffffffn));

const advance32 = (start: number, bytes: Uint8Array): number => {
  let crc = start;
  for (const byte of bytes) crc = (TABLE_32C[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return crc;
};

const advance64 = (state: Uint32Array, bytes: Uint8Array): void => {
  let [high = 0, low = 0] = state;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (TABLE_64_LOW[index] ?? 0);
    high = (high >>> 8) ^ (TABLE_64_HIGH[index] ?? 0);
  }
  state[0] = high;
  state[1] = low;
};
