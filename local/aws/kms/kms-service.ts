import * as z from "zod";
import { awsJsonHandler, operation, type Operation } from "../../network/aws-json.ts";
import type { Authorize, Now, Service } from "../../network/service.ts";
import { encryptionOperations } from "./encryption-operations.ts";
import { findKey, requireAccess, type Keys } from "./key-access.ts";
import { keyDefinition, newMaterial, readKeys, writeKey, type Key, type KeyDefinition } from "./key-file.ts";
import { signingOperations } from "./signing-operations.ts";

export type KmsSettings = {
  /** Where the region's keys live, one file each with mode 0600. */
  readonly directory: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly now: Now;
  readonly authorize: Authorize;
};

export type NewKey = Omit<KeyDefinition, "multiRegion"> & {
  readonly multiRegion?: boolean;
  /** The secret of a multi-Region primary in another region, from `keyMaterial`. Default: a new secret. */
  readonly material?: Buffer;
};

/** AWS KMS for one region: symmetric encryption, keyed hashes and P-256 signatures over node:crypto. */
export type KmsService = Service & {
  /** Idempotent: an existing key keeps its secret and takes the new aliases; another spec or usage is an error. */
  readonly createKey: (key: NewKey) => void;
  /** The secret of a multi-Region key, for its replica. Throws for other keys: they never leave their region. */
  readonly keyMaterial: (keyId: string) => Buffer;
};

export const createKmsService = (settings: KmsSettings): KmsService => {
  const { directory, region, accountId, partition, now, authorize } = settings;
  const arnPrefix = `arn:${partition}:kms:${region}:${accountId}:`;
  const byId = new Map(readKeys(directory).map((key) => [key.definition.keyId, key]));
  const keys: Keys = { byId, arnPrefix, accountId, authorize };

  return {
    handle: awsJsonHandler({
      targetPrefix: "TrentService",
      version: "1.1",
      operations: { ...encryptionOperations(keys), ...signingOperations(keys), ...descriptionOperations(keys) },
    }),

    close: () => Promise.resolve(),

    createKey: ({ material, ...key }) => {
      const definition = keyDefinition.parse(key);
      if (definition.arn !== `${arnPrefix}key/${definition.keyId}`) {
        throw new Error(`Key ${definition.keyId} of ${region} cannot have the ARN ${definition.arn}.`);
      }
      const stored = byId.get(definition.keyId);
      if (stored !== undefined && stored.definition.keySpec !== definition.keySpec) {
        throw new Error(
          `Key ${definition.keyId} is ${stored.definition.keySpec} and cannot become ${definition.keySpec}.`,
        );
      }
      if (stored !== undefined && material !== undefined && !stored.material.equals(material)) {
        throw new Error(`Key ${definition.keyId} has another secret here than its primary.`);
      }
      const saved: Key = {
        definition,
        createdAt: stored?.createdAt ?? now(),
        material: stored?.material ?? material ?? newMaterial(definition.keySpec),
      };
      writeKey(directory, saved);
      byId.set(definition.keyId, saved);
    },

    keyMaterial: (keyId) => {
      const key = findKey(keys, keyId);
      if (!key.definition.multiRegion) {
        throw new Error(`Key ${keyId} is not a multi-Region key; its secret stays in ${region}.`);
      }
      return key.material;
    },
  };
};

const descriptionOperations = (keys: Keys): Record<string, Operation> => ({
  DescribeKey: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }, caller) => {
    const { definition, createdAt } = findKey(keys, KeyId);
    requireAccess(keys, caller, "DescribeKey", definition.arn);
    return {
      KeyMetadata: {
        AWSAccountId: keys.accountId,
        KeyId: definition.keyId,
        Arn: definition.arn,
        CreationDate: createdAt / 1_000,
        Enabled: true,
        KeyState: "Enabled",
        KeyManager: "CUSTOMER",
        Origin: "AWS_KMS",
        KeySpec: definition.keySpec,
        CustomerMasterKeySpec: definition.keySpec,
        KeyUsage: definition.keyUsage,
        MultiRegion: definition.multiRegion,
        ...algorithms[definition.keyUsage],
      },
    };
  }),

  ListAliases: operation(
    z.strictObject({
      KeyId: z.string().exactOptional(),
      Limit: z.int().min(1).max(100).default(50),
      Marker: z.string().default(""),
    }),
    ({ KeyId, Limit, Marker }, caller) => {
      requireAccess(keys, caller, "ListAliases", "*");
      const of = KeyId === undefined ? [...keys.byId.values()] : [findKey(keys, KeyId)];
      const rest = of
        .flatMap(({ definition, createdAt }) => definition.aliases.map((alias) => ({ alias, definition, createdAt })))
        .filter(({ alias }) => alias > Marker)
        .sort((one, other) => (one.alias < other.alias ? -1 : 1));
      const shown = rest.slice(0, Limit);
      return {
        Aliases: shown.map(({ alias, definition, createdAt }) => ({
          AliasName: alias,
          AliasArn: keys.arnPrefix + alias,
          TargetKeyId: definition.keyId,
          CreationDate: createdAt / 1_000,
          LastUpdatedDate: createdAt / 1_000,
        })),
        Truncated: rest.length > shown.length,
        ...(rest.length > shown.length ? { NextMarker: shown.at(-1)?.alias } : {}),
      };
    },
  ),
});

const algorithms = {
  ENCRYPT_DECRYPT: { EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"] },
  GENERATE_VERIFY_MAC: { MacAlgorithms: ["HMAC_SHA_256"] },
  SIGN_VERIFY: { SigningAlgorithms: ["ECDSA_SHA_256"] },
} as const satisfies Record<KeyDefinition["keyUsage"], object>;
