import { createSign, generateKeyPairSync } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import fc from "fast-check";
import { compactVerify, decodeProtectedHeader } from "jose";
import { describe, expect, test } from "vitest";
import { compactJws, signingInput } from "../../shared/signing/compact-jws.ts";

const header = { alg: "ES256", kid: "k", typ: "lantai-receipt+jws" } as const;
const order = p256.Point.Fn.ORDER;
const number = fc.bigInt({ min: 1n, max: order - 1n });
/** Numbers whose first byte is zero, or whose first bit is one: where DER and JOSE differ in length. */
const awkward = fc.oneof(fc.bigInt({ min: 1n, max: 255n }), fc.bigInt({ min: order - 255n, max: order - 1n }), number);

describe("a compact JWS", () => {
  test("of a DER signature is verified by JOSE, whatever was signed", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        const input = signingInput(header, { iss: "440100", iat: 1, text });
        const jws = compactJws(input, createSign("sha256").update(input).sign(privateKey));
        const { payload } = await compactVerify(jws, publicKey, { algorithms: ["ES256"] });
        expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ iss: "440100", iat: 1, text });
        expect(decodeProtectedHeader(jws)).toEqual(header);
      }),
      { numRuns: 25 },
    );
  });

  test("carries both numbers of the signature with 32 bytes each, also short and high ones", () => {
    fc.assert(
      fc.property(awkward, awkward, (r, s) => {
        const der = new p256.Signature(r, s).toBytes("der");
        const raw = Buffer.from(compactJws("a.b", der).split(".")[2]!, "base64url");
        expect(raw).toHaveLength(64);
        expect(BigInt(`0x${raw.subarray(0, 32).toString("hex")}`)).toBe(r);
        expect(BigInt(`0x${raw.subarray(32).toString("hex")}`)).toBe(s);
      }),
    );
  });
});
