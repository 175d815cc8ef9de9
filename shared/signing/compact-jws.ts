import { p256 } from "@noble/curves/nist.js";
import type { SignedClaims, SignedHeader } from "../contract/signing.ts";

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url");

/** What is really signed: header and payload (RFC 7515, 5.1). */
export const signingInput = (header: SignedHeader, claims: SignedClaims): string =>
  `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;

/** The whole JWS. KMS gives an ECDSA signature as DER; JOSE wants its two numbers, 32 bytes each (RFC 7518, 3.4). */
export const compactJws = (input: string, der: Uint8Array): string =>
  `${input}.${base64url(p256.Signature.fromBytes(der, "der").toBytes("compact"))}`;
