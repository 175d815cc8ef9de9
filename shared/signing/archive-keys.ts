import { createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { calculateJwkThumbprint } from "jose";
import * as z from "zod";
import { signingKeyAlias } from "../contract/names.ts";
import { publicJwk, type PublicJwk } from "../contract/signing.ts";
import type { Clock } from "../runtime/clock.ts";

/** `keyId` names the very key in KMS, whatever its alias points to later. */
export type ArchiveKey = { readonly keyId: string; readonly jwk: PublicJwk };

const found = z.object({ KeyId: z.string().min(1), PublicKey: z.instanceof(Uint8Array) });
const curvePoint = publicJwk.pick({ kty: true, crv: true, x: true, y: true });

/** So long a key once asked for is not asked for again. */
const freshMilliseconds = 10 * 60_000;

const fetchKey = async (kms: KMSClient, archiveId: string): Promise<ArchiveKey> => {
  const answer = await kms.send(new GetPublicKeyCommand({ KeyId: signingKeyAlias(archiveId) }));
  const { KeyId: keyId, PublicKey } = found.parse(answer);
  const spki = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
  const point = curvePoint.parse(spki.export({ format: "jwk" }));
  const kid = await calculateJwkThumbprint(point);
  return { keyId, jwk: { ...point, kid, alg: "ES256", use: "sig" } };
};

/** The public halves of the keys with which archives sign. */
export const archiveKeys = (kms: KMSClient, clock: Clock) => {
  const known = new Map<string, { readonly key: ArchiveKey; readonly until: number }>();
  return {
    /** Of an archive whose home is this region; a rejection of KMS otherwise. */
    async of(archiveId: string): Promise<ArchiveKey> {
      const now = clock().getTime();
      const kept = known.get(archiveId);
      if (kept !== undefined && now < kept.until) return kept.key;
      const key = await fetchKey(kms, archiveId);
      known.set(archiveId, { key, until: now + freshMilliseconds });
      return key;
    },
  };
};
export type ArchiveKeys = ReturnType<typeof archiveKeys>;
