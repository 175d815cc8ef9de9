import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only temporary credentials (a role's) have one. */
  readonly sessionToken?: string;
};

export type AccessKeys = {
  /** The key pair of a stable name, made at first use and kept from then on. */
  readonly keyOf: (stableName: string) => Credentials;
};

const stored = z.record(z.string(), z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string() }));

/**
 * Long-lived access keys (`AWS::IAM::AccessKey`), kept in a file only its owner can read, so that a clerk's configured
 * S3 client still works after a restart.
 */
export const openAccessKeys = (directory: string): AccessKeys => {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "access-keys.json");
  const keys = new Map(existsSync(file) ? Object.entries(stored.parse(JSON.parse(readFileSync(file, "utf8")))) : []);
  return {
    keyOf: (stableName) => {
      const known = keys.get(stableName);
      if (known !== undefined) return known;
      const made = { accessKeyId: keyId("AKIA"), secretAccessKey: secret() };
      keys.set(stableName, made);
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(keys), undefined, 2), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      return made;
    },
  };
};

/** Credentials as a function's role gets them: new at every start, with a session token. */
export const temporaryCredentials = (): Credentials => ({
  accessKeyId: keyId("ASIA"),
  secretAccessKey: secret(),
  sessionToken: randomBytes(48).toString("base64url"),
});

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const keyId = (prefix: string): string =>
  prefix + [...randomBytes(16)].map((byte) => BASE32.charAt(byte % BASE32.length)).join("");

const secret = (): string => randomBytes(30).toString("base64");
