import { createECDH, createPrivateKey, randomBytes, type KeyObject } from "node:crypto";

/**
 * ECDSA over P-256 (FIPS 186-5, section 6) of a digest made elsewhere, which node:crypto cannot take: it always hashes
 * by itself. Signing lets OpenSSL multiply points; verifying handles no secret. Not constant in time: this stands in
 * for KMS on one machine and must not sign for anyone else.
 */
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

type Point = { readonly x: bigint; readonly y: bigint };

const generator: Point = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

/** Signs a 32-byte digest; DER, as KMS answers. */
export const signDigest = (privateKey: Buffer, digest: Buffer): Buffer => {
  const d = coordinate(createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" }), "d");
  const z = integer(digest);
  for (;;) {
    const k = integer(randomBytes(32));
    if (k === 0n || k >= n) {
      continue;
    }
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(bytes(k));
    const r = integer(ecdh.getPublicKey().subarray(1, 33)) % n;
    const s = mod(inverse(k, n) * (z + r * d), n);
    if (r !== 0n && s !== 0n) {
      return derSequence(r, s);
    }
  }
};

/** Whether the DER signature is one of the 32-byte digest; a malformed signature is not. */
export const verifyDigest = (publicKey: KeyObject, digest: Buffer, signature: Buffer): boolean => {
  const pair = readDerSequence(signature);
  if (pair === undefined || pair.some((value) => value <= 0n || value >= n)) {
    return false;
  }
  const [r, s] = pair;
  const w = inverse(s, n);
  const sum = add(
    multiply(mod(integer(digest) * w, n), generator),
    multiply(mod(r * w, n), { x: coordinate(publicKey, "x"), y: coordinate(publicKey, "y") }),
  );
  return sum !== undefined && sum.x % n === r;
};

const coordinate = (key: KeyObject, name: "d" | "x" | "y"): bigint => {
  const value = key.export({ format: "jwk" })[name];
  if (value === undefined) {
    throw new Error(`The key has no ${name}; it is not a P-256 key of this kind.`);
  }
  return integer(Buffer.from(value, "base64url"));
};

const integer = (big: Buffer): bigint => BigInt(`0x${big.toString("hex")}`);
const bytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const mod = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

/** By Fermat: both moduli are prime. */
const inverse = (value: bigint, modulus: bigint): bigint => {
  let result = 1n;
  let base = mod(value, modulus);
  for (let exponent = modulus - 2n; exponent > 0n; exponent >>= 1n) {
    result = exponent & 1n ? (result * base) % modulus : result;
    base = (base * base) % modulus;
  }
  return result;
};

/** The point at infinity is `undefined`. */
const add = (one: Point | undefined, other: Point | undefined): Point | undefined => {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  if (one.x === other.x && mod(one.y + other.y, p) === 0n) {
    return undefined;
  }
  const slope =
    one.x === other.x
      ? mod((3n * one.x * one.x - 3n) * inverse(2n * one.y, p), p)
      : mod((other.y - one.y) * inverse(other.x - one.x, p), p);
  const x = mod(slope * slope - one.x - other.x, p);
  return { x, y: mod(slope * (one.x - x) - one.y, p) };
};

const multiply = (factor: bigint, point: Point): Point | undefined => {
  let result: Point | undefined;
  let doubled: Point | undefined = point;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    result = rest & 1n ? add(result, doubled) : result;
    doubled = add(doubled, doubled);
  }
  return result;
};

const derSequence = (...values: bigint[]): Buffer => {
  const integers = values.map((value) => {
    const magnitude = Buffer.from(
      value.toString(16).padStart(2 * Math.ceil(value.toString(16).length / 2), "0"),
      "hex",
    );
    // A first bit of 1 would make the integer negative.
    const positive = (magnitude[0] ?? 0) < 0x80 ? magnitude : Buffer.concat([Uint8Array.of(0), magnitude]);
    return Buffer.concat([Uint8Array.of(0x02, positive.length), positive]);
  });
  const content = Buffer.concat(integers);
  return Buffer.concat([Uint8Array.of(0x30, content.length), content]);
};

const readDerSequence = (der: Buffer): [bigint, bigint] | undefined => {
  const rLength = der[3] ?? 0;
  const sLength = der[5 + rLength] ?? 0;
  if (rLength === 0 || sLength === 0 || rLength > 33 || sLength > 33) {
    return undefined;
  }
  const r = integer(der.subarray(4, 4 + rLength));
  const sBytes = der.subarray(6 + rLength, 6 + rLength + sLength);
  if (sBytes.length !== sLength) {
    return undefined;
  }
  const s = integer(sBytes);
  // Comparing with the one encoding DER allows refuses every other.
  return derSequence(r, s).equals(der) ? [r, s] : undefined;
};
