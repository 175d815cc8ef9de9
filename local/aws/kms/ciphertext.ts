import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export type EncryptionContext = Readonly<Record<string, string>>;

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM: version, length of the key id, key id, IV, tag, encrypted bytes. The key id and the encryption context
 * are authenticated: decryption with another context fails.
 */
export const encrypt = (
  { keyId, material }: { keyId: string; material: Buffer },
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer => {
  const iv = randomBytes(ivBytes);
  const id = Buffer.from(keyId);
  const cipher = createCipheriv("aes-256-gcm", material, iv).setAAD(associatedData(keyId, context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Uint8Array.of(version, id.length), id, iv, cipher.getAuthTag(), encrypted]);
};

/** The id of the key a ciphertext names; `undefined` when no ciphertext of this service. */
export const keyIdOf = (ciphertext: Buffer): string | undefined => {
  const length = ciphertext[1];
  if (ciphertext[0] !== version || length === undefined || ciphertext.length < 2 + length + ivBytes + tagBytes) {
    return undefined;
  }
  return ciphertext.toString("utf8", 2, 2 + length);
};

/** The plaintext; `undefined` when the bytes, the key or the context are not those of the encryption. */
export const decrypt = (
  { keyId, material }: { keyId: string; material: Buffer },
  ciphertext: Buffer,
  context: EncryptionContext,
): Buffer | undefined => {
  const iv = 2 + Buffer.byteLength(keyId);
  const tag = iv + ivBytes;
  const encrypted = tag + tagBytes;
  const decipher = createDecipheriv("aes-256-gcm", material, ciphertext.subarray(iv, tag), { authTagLength: tagBytes })
    .setAAD(associatedData(keyId, context))
    .setAuthTag(ciphertext.subarray(tag, encrypted));
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(encrypted)), decipher.final()]);
  } catch {
    return undefined;
  }
};

const associatedData = (keyId: string, context: EncryptionContext): Buffer => {
  const sorted = Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(JSON.stringify([keyId, sorted]));
};
