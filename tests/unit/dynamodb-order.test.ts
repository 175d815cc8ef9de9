import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderBytes } from "../../local/aws/dynamodb/attribute-value.ts";
import {
  addDecimals,
  formatDecimal,
  negateDecimal,
  orderedBytes,
  parseDecimal,
} from "../../local/aws/dynamodb/decimal.ts";
import { bytesAfterPrefix, partitionBytes, segmentBounds } from "../../local/aws/dynamodb/key-schema.ts";

/** A number as mantissa × 10^exponent, within DynamoDB's bounds. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 88 }))
  .map(([mantissa, exponent]) => ({ mantissa, exponent, text: `${mantissa}e${exponent}` }));

const small = fc
  .tuple(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -3, max: 3 }))
  .map(([mantissa, exponent]) => ({ mantissa: BigInt(mantissa), exponent, text: `${mantissa}e${exponent}` }));

const anyDecimal = fc.oneof(decimal, small);
const exact = ({ mantissa, exponent }: { mantissa: bigint; exponent: number }) =>
  mantissa * 10n ** BigInt(exponent + 130);
const sign = (order: number | bigint): number => (order < 0 ? -1 : order > 0 ? 1 : 0);

describe("numbers", () => {
  it("orders bytes as it orders numbers", () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const bytes = Buffer.compare(orderedBytes(parseDecimal(a.text)), orderedBytes(parseDecimal(b.text)));
        expect(bytes).toBe(sign(exact(a) - exact(b)));
      }),
    );
  });

  it("spells every number in one way that reads as the same number", () => {
    fc.assert(
      fc.property(anyDecimal, (a) => {
        const text = formatDecimal(parseDecimal(a.text));
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(parseDecimal(text)).toEqual(parseDecimal(a.text));
      }),
    );
  });

  it("adds and subtracts exactly", () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const [left, right] = [parseDecimal(a.text), parseDecimal(b.text)];
        const sum = `${exact(a) + exact(b)}e-130`;
        expect(formatDecimal(addDecimals(left, right))).toBe(formatDecimal(parseDecimal(sum)));
        expect(addDecimals(addDecimals(left, right), negateDecimal(right))).toEqual(left);
      }),
    );
  });
});

describe("keys", () => {
  it("orders strings by their UTF-8 bytes, which is by code point", () => {
    const codePoints = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const compare = (a: readonly number[], b: readonly number[]): number => {
      const i = a.findIndex((value, at) => value !== b[at]);
      return i === -1 ? sign(a.length - b.length) : sign((a[i] ?? 0) - (b[i] ?? -1));
    };
    const text = fc.string({ unit: "binary", maxLength: 5 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [orderBytes({ S: a }), orderBytes({ S: b })];
        expect(Buffer.compare(left!, right!)).toBe(compare(codePoints(a), codePoints(b)));
      }),
    );
  });

  it("ends a prefix's range right behind the last key that has the prefix", () => {
    const bytes = fc.uint8Array({ maxLength: 4 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, bytes, (prefix, key) => {
        const after = bytesAfterPrefix(prefix);
        const inside = Buffer.compare(key, prefix) >= 0 && (after === undefined || Buffer.compare(key, after) < 0);
        expect(inside).toBe(key.subarray(0, prefix.length).equals(prefix));
      }),
    );
  });

  it("puts every partition into exactly one segment", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (key, total) => {
        const partition = partitionBytes({ S: key });
        const segments = Array.from({ length: total }, (_, segment) => segmentBounds(segment, total));
        const holding = segments.filter(
          ({ from, to }) =>
            Buffer.compare(partition, from) >= 0 && (to === undefined || Buffer.compare(partition, to) < 0),
        );
        expect(holding).toHaveLength(1);
      }),
    );
  });
});
