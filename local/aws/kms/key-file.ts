import { generateKeyPairSync, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** What each kind of key is for: encryption, keyed hashes, signatures. Others are refused by name. */
const usageOf = {
  SYMMETRIC_DEFAULT: "ENCRYPT_DECRYPT",
  HMAC_256: "GENERATE_VERIFY_MAC",
  ECC_NIST_P256: "SIGN_VERIFY",
} as const;

export const keyDefinition = z
  .strictObject({
    keyId: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/),
    arn: z.string().startsWith("arn:"),
    keySpec: z.enum(["SYMMETRIC_DEFAULT", "HMAC_256", "ECC_NIST_P256"]),
    keyUsage: z.enum(["ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "SIGN_VERIFY"]),
    multiRegion: z.boolean().default(false),
    aliases: z.array(z.string().regex(/^alias\/[A-Za-z0-9/_-]+$/)).readonly(),
  })
  .refine(({ keySpec, keyUsage }) => usageOf[keySpec] === keyUsage, "This key usage does not go with this key spec.");

/** A key as its template defines it; aliases begin with `alias/`. */
export type KeyDefinition = z.infer<typeof keyDefinition>;
export type KeyUsage = KeyDefinition["keyUsage"];

const keyFile = z.strictObject({
  definition: keyDefinition,
  createdAt: z.number(),
  /** Base64: 32 secret bytes, or a PKCS #8 private key. */
  material: z.base64(),
});

/** A key with its secret. `createdAt` is in milliseconds since the epoch. */
export type Key = {
  readonly definition: KeyDefinition;
  readonly createdAt: number;
  readonly material: Buffer;
};

/** Every key stored under the directory, which is made when missing. */
export const readKeys = (directory: string): Key[] => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      const { material, ...key } = keyFile.parse(JSON.parse(readFileSync(join(directory, name), "utf8")));
      return { ...key, material: Buffer.from(material, "base64") };
    });
};

/** Writes the key so that a crash leaves the old file or the new one, readable by the owner only. */
export const writeKey = (directory: string, { definition, createdAt, material }: Key): void => {
  const path = join(directory, `${definition.keyId}.json`);
  const file = openSync(`${path}.new`, "w", 0o600);
  try {
    writeSync(file, JSON.stringify({ definition, createdAt, material: material.toString("base64") }));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
};

export const newMaterial = (keySpec: KeyDefinition["keySpec"]): Buffer =>
  keySpec === "ECC_NIST_P256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "der" })
    : randomBytes(32);
