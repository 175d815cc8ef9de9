import { randomBytes } from "node:crypto";
import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import type { Caller } from "../../network/service.ts";
import { decrypt, encrypt, keyIdOf, type EncryptionContext } from "./ciphertext.ts";
import { contextConditions, findKey, useKey, type Keys } from "./key-access.ts";

const symmetric = z.literal("SYMMETRIC_DEFAULT").default("SYMMETRIC_DEFAULT");
const context = z.record(z.string(), z.string()).default({});
const blob = z.base64().transform((text) => Buffer.from(text, "base64"));

const dataKeyInput = z
  .strictObject({
    KeyId: z.string(),
    KeySpec: z.enum(["AES_256", "AES_128"]).exactOptional(),
    NumberOfBytes: z.int().min(1).max(1_024).exactOptional(),
    EncryptionContext: context,
  })
  .refine(
    ({ KeySpec, NumberOfBytes }) => (KeySpec === undefined) !== (NumberOfBytes === undefined),
    "Please specify either number of bytes or key spec.",
  );

/** Encryption under a symmetric key. Reference: https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
export const encryptionOperations = (keys: Keys): Record<string, Operation> => ({
  Encrypt: operation(
    z.strictObject({
      KeyId: z.string(),
      Plaintext: blob.refine(({ length }) => length >= 1 && length <= 4_096, "Plaintext has 1 to 4096 bytes."),
      EncryptionContext: context,
      EncryptionAlgorithm: symmetric,
    }),
    ({ KeyId, Plaintext, EncryptionContext, EncryptionAlgorithm }, caller) => ({
      ...seal(keys, caller, "Encrypt", KeyId, Plaintext, EncryptionContext),
      EncryptionAlgorithm,
    }),
  ),

  Decrypt: operation(
    z.strictObject({
      CiphertextBlob: blob,
      KeyId: z.string().exactOptional(),
      EncryptionContext: context,
      EncryptionAlgorithm: symmetric,
    }),
    ({ CiphertextBlob, KeyId, EncryptionContext, EncryptionAlgorithm }, caller) => {
      const { arn, plaintext } = unseal(keys, caller, "Decrypt", CiphertextBlob, KeyId, EncryptionContext);
      return { KeyId: arn, Plaintext: plaintext.toString("base64"), EncryptionAlgorithm };
    },
  ),

  ReEncrypt: operation(
    z.strictObject({
      CiphertextBlob: blob,
      SourceKeyId: z.string().exactOptional(),
      SourceEncryptionContext: context,
      SourceEncryptionAlgorithm: symmetric,
      DestinationKeyId: z.string(),
      DestinationEncryptionContext: context,
      DestinationEncryptionAlgorithm: symmetric,
    }),
    (input, caller) => {
      const source = unseal(
        keys,
        caller,
        "ReEncryptFrom",
        input.CiphertextBlob,
        input.SourceKeyId,
        input.SourceEncryptionContext,
      );
      return {
        ...seal(
          keys,
          caller,
          "ReEncryptTo",
          input.DestinationKeyId,
          source.plaintext,
          input.DestinationEncryptionContext,
        ),
        SourceKeyId: source.arn,
        SourceEncryptionAlgorithm: input.SourceEncryptionAlgorithm,
        DestinationEncryptionAlgorithm: input.DestinationEncryptionAlgorithm,
      };
    },
  ),

  GenerateDataKey: operation(dataKeyInput, (input, caller) => {
    const plaintext = newDataKey(input);
    return {
      ...seal(keys, caller, "GenerateDataKey", input.KeyId, plaintext, input.EncryptionContext),
      Plaintext: plaintext.toString("base64"),
    };
  }),

  GenerateDataKeyWithoutPlaintext: operation(dataKeyInput, (input, caller) =>
    seal(keys, caller, "GenerateDataKeyWithoutPlaintext", input.KeyId, newDataKey(input), input.EncryptionContext),
  ),
});

const newDataKey = ({ KeySpec, NumberOfBytes }: z.infer<typeof dataKeyInput>): Buffer =>
  randomBytes(NumberOfBytes ?? (KeySpec === "AES_128" ? 16 : 32));

const seal = (
  keys: Keys,
  caller: Caller,
  action: string,
  keyName: string,
  plaintext: Buffer,
  encryptionContext: EncryptionContext,
) => {
  const { definition, material } = useKey(keys, caller, {
    keyName,
    action,
    usage: "ENCRYPT_DECRYPT",
    conditions: contextConditions(encryptionContext),
  });
  const ciphertext = encrypt({ keyId: definition.keyId, material }, plaintext, encryptionContext);
  return { KeyId: definition.arn, CiphertextBlob: ciphertext.toString("base64") };
};

/** Throws `InvalidCiphertextException`, `IncorrectKeyException`. */
const unseal = (
  keys: Keys,
  caller: Caller,
  action: string,
  ciphertext: Buffer,
  expectedKey: string | undefined,
  encryptionContext: EncryptionContext,
) => {
  const keyName = keyIdOf(ciphertext);
  if (keyName === undefined || !keys.byId.has(keyName)) {
    throw new AwsError("InvalidCiphertextException", "The ciphertext is not one of this region's keys.");
  }
  if (expectedKey !== undefined && findKey(keys, expectedKey).definition.keyId !== keyName) {
    throw new AwsError(
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    );
  }
  const { definition, material } = useKey(keys, caller, {
    keyName,
    action,
    usage: "ENCRYPT_DECRYPT",
    conditions: contextConditions(encryptionContext),
  });
  const plaintext = decrypt({ keyId: definition.keyId, material }, ciphertext, encryptionContext);
  if (plaintext === undefined) {
    throw new AwsError("InvalidCiphertextException", "The ciphertext or its encryption context was changed.");
  }
  return { arn: definition.arn, plaintext };
};
