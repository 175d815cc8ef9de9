import { createPublicKey, createPrivateKey, type KeyObject } from "node:crypto";
import { AwsError } from "../../network/aws-json.ts";
import type { Authorize, Caller } from "../../network/service.ts";
import type { EncryptionContext } from "./ciphertext.ts";
import type { Key, KeyUsage } from "./key-file.ts";

/** What every operation of the region's keys works with. */
export type Keys = {
  readonly byId: Map<string, Key>;
  /** `arn:{partition}:kms:{region}:{accountId}:` */
  readonly arnPrefix: string;
  readonly accountId: string;
  readonly authorize: Authorize;
};

/** The key by id, key ARN, alias name or alias ARN. Throws `NotFoundException`. */
export const findKey = (keys: Keys, name: string): Key => {
  const local = name.startsWith(keys.arnPrefix) ? name.slice(keys.arnPrefix.length) : name;
  const found = local.startsWith("alias/")
    ? keys.byId.values().find(({ definition }) => definition.aliases.includes(local))
    : (keys.byId.get(local.replace(/^key\//, "")) ??
      keys.byId.values().find(({ definition }) => definition.arn === name));
  if (found === undefined) {
    throw new AwsError("NotFoundException", `${name.includes("alias/") ? "Alias" : "Key"} ${name} is not found.`);
  }
  return found;
};

/** Throws `AccessDeniedException` unless the caller may do the action on the key. */
export const requireAccess = (
  keys: Keys,
  caller: Caller,
  action: string,
  resourceArn: string,
  context: Readonly<Record<string, string>> = {},
): void => {
  const decision = keys.authorize(caller, `kms:${action}`, resourceArn, context);
  if (!decision.allowed) {
    throw new AwsError("AccessDeniedException", decision.reason, { status: 400 });
  }
};

/** The key after the access check and the check of its usage. Throws also `InvalidKeyUsageException`. */
export const useKey = (
  keys: Keys,
  caller: Caller,
  request: {
    readonly keyName: string;
    readonly action: string;
    readonly usage: KeyUsage;
    readonly conditions?: Readonly<Record<string, string>>;
  },
): Key => {
  const key = findKey(keys, request.keyName);
  const { arn, keyUsage } = key.definition;
  requireAccess(keys, caller, request.action, arn, request.conditions);
  if (keyUsage !== request.usage) {
    throw new AwsError(
      "InvalidKeyUsageException",
      `${arn} key usage is ${keyUsage} which is not valid for ${request.action}.`,
    );
  }
  return key;
};

/** The condition keys by which policies see an encryption context. */
export const contextConditions = (context: EncryptionContext): Record<string, string> =>
  Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]));

export const publicKeyOf = ({ material }: Key): KeyObject =>
  createPublicKey(createPrivateKey({ key: material, format: "der", type: "pkcs8" }));
