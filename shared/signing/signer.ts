import { createHash } from "node:crypto";
import { SignCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { SignedType } from "../contract/signing.ts";
import type { ArchiveKeys } from "./archive-keys.ts";
import { compactJws, signingInput } from "./compact-jws.ts";

/** `issuedAt` is a moment (ISO 8601). `content` becomes the payload; what is large enters it by digest. */
export type ToSign = {
  readonly archiveId: string;
  readonly type: SignedType;
  readonly issuedAt: string;
  readonly content: Readonly<Record<string, unknown>>;
};

/**
 * Signs in an archive's name with the key that is the archive's own (条例 art. 32: the keeper's mark, not the platform's).
 * The private half never leaves KMS. @returns a compact JWS (RFC 7515), ES256.
 */
export const signerWith = (kms: KMSClient, keys: ArchiveKeys) => ({
  async sign({ archiveId, type, issuedAt, content }: ToSign): Promise<string> {
    const { keyId, jwk } = await keys.of(archiveId);
    const iat = Math.floor(Date.parse(issuedAt) / 1000);
    const input = signingInput({ alg: "ES256", kid: jwk.kid, typ: type }, { ...content, iss: archiveId, iat });
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: createHash("sha256").update(input).digest(),
        MessageType: "DIGEST",
        SigningAlgorithm: "ECDSA_SHA_256",
      }),
    );
    if (Signature === undefined) throw new Error(`KMS answered without a signature of ${keyId}`);
    return compactJws(input, Signature);
  },
});
export type Signer = ReturnType<typeof signerWith>;
