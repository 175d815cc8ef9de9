import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import type { JWK } from "jose";
import * as z from "zod";

const jwk = z.looseObject({ kty: z.literal("RSA"), kid: z.string(), alg: z.literal("RS256"), use: z.literal("sig") });
const stored = z.strictObject({ signing: jwk, cookies: z.string() });

export type IssuerKeys = { readonly signing: JWK & { readonly kid: string }; readonly cookies: string };

/**
 * The issuer's keys, made once and kept in a file only its owner can read, so that tokens outlive a restart. RSA, because
 * the JWT authorizers of HTTP APIs take nothing else.
 */
export const openIssuerKeys = async (directory: string): Promise<IssuerKeys> => {
  const file = path.join(directory, "keys.json");
  if (existsSync(file)) return stored.parse(JSON.parse(readFileSync(file, "utf8")));
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const exported = await exportJWK(privateKey);
  const signing = { ...exported, kid: await calculateJwkThumbprint(exported), alg: "RS256", use: "sig" };
  const keys = stored.parse({ signing, cookies: randomBytes(32).toString("hex") });
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return keys;
};
