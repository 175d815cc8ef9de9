import { compactVerify, createLocalJWKSet, errors } from "jose";
import {
  signedClaims,
  signedHeader,
  type PublicKeySet,
  type SignedClaims,
  type SignedType,
} from "../contract/signing.ts";

/** Why something is not believed. */
export type Disbelief =
  /** It is no JWS of ours, or was made by other means. */
  | "not-signed"
  /** It is signed as something else. */
  | "other-type"
  /** None of the keys is the one it names: those of another archive, or an older or newer set. */
  | "unknown-key"
  /** It was changed after it was signed. */
  | "changed";

export type Verdict =
  | { readonly ok: true; readonly claims: SignedClaims; readonly kid: string }
  | { readonly ok: false; readonly why: Disbelief };

const disbelieved = (why: Disbelief): Verdict => ({ ok: false, why });

/**
 * Whether a JWS was signed as `type` with one of these keys. Asks nobody: whose the keys are is for whoever hands them in to
 * know. Nothing here can sign.
 */
export const verifySigned = async (jws: string, keys: PublicKeySet, type: SignedType): Promise<Verdict> => {
  try {
    const { payload, protectedHeader } = await compactVerify(jws.trim(), createLocalJWKSet(keys), {
      algorithms: ["ES256"],
    });
    const header = signedHeader.safeParse(protectedHeader);
    if (!header.success || header.data.typ !== type) return disbelieved("other-type");
    return {
      ok: true,
      claims: signedClaims.parse(JSON.parse(new TextDecoder().decode(payload))),
      kid: header.data.kid,
    };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return disbelieved("unknown-key");
    if (error instanceof errors.JWSSignatureVerificationFailed) return disbelieved("changed");
    return disbelieved("not-signed");
  }
};
