import * as z from "zod";
import { archiveId } from "./archives.ts";

/**
 * What an archive signs, each kind under a type of its own (`typ`), so that a signature under one thing is never taken for a
 * signature under another (RFC 8725, 3.11). An integrity signature: it is no 电子印章 and must not be called one (国务院令 716).
 */
export const signedType = z.enum(["lantai-receipt+jws", "lantai-test-report+jws", "lantai-destruction+jws"]);
export type SignedType = z.infer<typeof signedType>;

/** Header of a compact JWS (RFC 7515). `kid` is the thumbprint of the public key (RFC 7638). */
export const signedHeader = z.strictObject({ alg: z.literal("ES256"), kid: z.string().min(1), typ: signedType });
export type SignedHeader = z.infer<typeof signedHeader>;

/** What is signed says of itself which archive signed it, and when, in seconds since 1970. */
export const signedClaims = z.looseObject({ iss: archiveId, iat: z.int().min(0) });
export type SignedClaims = z.infer<typeof signedClaims>;

/** An archive's public key (RFC 7517), as any JOSE library takes it. */
export const publicJwk = z.strictObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.base64url(),
  y: z.base64url(),
  kid: z.string().min(1),
  alg: z.literal("ES256"),
  use: z.literal("sig"),
});
export type PublicJwk = z.infer<typeof publicJwk>;

export const publicKeySet = z.strictObject({ keys: z.array(publicJwk).min(1) });
export type PublicKeySet = z.infer<typeof publicKeySet>;
