import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { comparablePerson, type KeptPerson, type NamedPerson } from "../domain/named-person.ts";
import type { Level } from "../domain/reference-code.ts";

/** Bytes of an archive's data key: one half hashes, the other seals. */
export const peopleKeyBytes = 64;
const half = peopleKeyBytes / 2;
const [nonceBytes, tagBytes] = [12, 16];

export type UnitName = { readonly archiveId: string; readonly level: Level; readonly archivalCode: string };

/** A seal opens only where it was put: for this field of this unit. */
const boundTo = ({ archiveId, level, archivalCode }: UnitName, field: string): Buffer =>
  Buffer.from([archiveId, level, archivalCode, field].join("\n"));

/**
 * What an archive's key does, without asking KMS for each person: a catalogue names millions. Hashes are HMAC-SHA-256 of the
 * comparable form, so that nobody without the key can try out numbers; seals are AES-256-GCM.
 */
export const peopleKeyFrom = (secret: Buffer) => {
  if (secret.length !== peopleKeyBytes) throw new RangeError(`a people key has ${peopleKeyBytes} bytes`);
  const [hashes, seals] = [secret.subarray(0, half), secret.subarray(half)];

  const hash = (person: Pick<NamedPerson, "is" | "text">): string | undefined => {
    const compared = comparablePerson(person);
    return compared === undefined
      ? undefined
      : createHmac("sha256", hashes).update(`${person.is}\n${compared}`).digest("base64url");
  };

  const seal = (text: string, unit: UnitName, field: string): string => {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", seals, nonce).setAAD(boundTo(unit, field));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
  };

  return {
    hash,
    /** Undefined for what names nobody. */
    keep(person: NamedPerson, unit: UnitName): KeptPerson | undefined {
      const { field, is, text } = person;
      const hashed = hash(person);
      if (hashed === undefined) return undefined;
      return { field, is, hash: hashed, ...(is === "name" ? {} : { sealed: seal(text, unit, field) }) };
    },
    /** @throws when the seal is of another field, unit or key. */
    open(sealed: string, unit: UnitName, field: string): string {
      const bytes = Buffer.from(sealed, "base64url");
      const opener = createDecipheriv("aes-256-gcm", seals, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(boundTo(unit, field))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([opener.update(bytes.subarray(nonceBytes + tagBytes)), opener.final()]).toString("utf8");
    },
  };
};
export type PeopleKey = ReturnType<typeof peopleKeyFrom>;
