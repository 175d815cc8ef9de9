import { createHmac, createPrivateKey, sign, timingSafeEqual, verify } from "node:crypto";
import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import { publicKeyOf, useKey, type Keys } from "./key-access.ts";
import { signDigest, verifyDigest } from "./p256-digest.ts";

const blob = z.base64().transform((text) => Buffer.from(text, "base64"));
const message = blob.refine(({ length }) => length >= 1 && length <= 4_096, "Message has 1 to 4096 bytes.");

const mac = { KeyId: z.string(), Message: message, MacAlgorithm: z.literal("HMAC_SHA_256") };
const signature = {
  KeyId: z.string(),
  Message: message,
  MessageType: z.enum(["RAW", "DIGEST"]).default("RAW"),
  SigningAlgorithm: z.literal("ECDSA_SHA_256"),
};

/** Keyed hashes (HMAC_256) and signatures (ECC_NIST_P256; DER). Reference: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const signingOperations = (keys: Keys): Record<string, Operation> => ({
  GenerateMac: operation(z.strictObject(mac), ({ KeyId, Message, MacAlgorithm }, caller) => {
    const conditions = { "kms:MacAlgorithm": MacAlgorithm };
    const key = useKey(keys, caller, {
      keyName: KeyId,
      action: "GenerateMac",
      usage: "GENERATE_VERIFY_MAC",
      conditions,
    });
    return { KeyId: key.definition.arn, Mac: hmac(key.material, Message).toString("base64"), MacAlgorithm };
  }),

  VerifyMac: operation(z.strictObject({ ...mac, Mac: blob }), ({ KeyId, Message, MacAlgorithm, Mac }, caller) => {
    const conditions = { "kms:MacAlgorithm": MacAlgorithm };
    const key = useKey(keys, caller, { keyName: KeyId, action: "VerifyMac", usage: "GENERATE_VERIFY_MAC", conditions });
    const expected = hmac(key.material, Message);
    if (Mac.length !== expected.length || !timingSafeEqual(Mac, expected)) {
      throw new AwsError("KMSInvalidMacException", "The HMAC is not the one of this message and key.");
    }
    return { KeyId: key.definition.arn, MacValid: true, MacAlgorithm };
  }),

  Sign: operation(z.strictObject(signature), ({ KeyId, Message, MessageType, SigningAlgorithm }, caller) => {
    const conditions = { "kms:SigningAlgorithm": SigningAlgorithm, "kms:MessageType": MessageType };
    const key = useKey(keys, caller, { keyName: KeyId, action: "Sign", usage: "SIGN_VERIFY", conditions });
    const signed =
      MessageType === "RAW"
        ? sign("sha256", Message, createPrivateKey({ key: key.material, format: "der", type: "pkcs8" }))
        : signDigest(key.material, requireDigest(Message));
    return { KeyId: key.definition.arn, Signature: signed.toString("base64"), SigningAlgorithm };
  }),

  Verify: operation(z.strictObject({ ...signature, Signature: blob }), (input, caller) => {
    const { KeyId, Message, MessageType, Signature, SigningAlgorithm } = input;
    const conditions = { "kms:SigningAlgorithm": SigningAlgorithm, "kms:MessageType": MessageType };
    const key = useKey(keys, caller, { keyName: KeyId, action: "Verify", usage: "SIGN_VERIFY", conditions });
    const valid =
      MessageType === "RAW"
        ? verify("sha256", Message, publicKeyOf(key), Signature)
        : verifyDigest(publicKeyOf(key), requireDigest(Message), Signature);
    if (!valid) {
      throw new AwsError("KMSInvalidSignatureException", "The signature is not one of this message and key.");
    }
    return { KeyId: key.definition.arn, SignatureValid: true, SigningAlgorithm };
  }),

  GetPublicKey: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }, caller) => {
    const key = useKey(keys, caller, { keyName: KeyId, action: "GetPublicKey", usage: "SIGN_VERIFY" });
    return {
      KeyId: key.definition.arn,
      PublicKey: publicKeyOf(key).export({ type: "spki", format: "der" }).toString("base64"),
      KeySpec: key.definition.keySpec,
      CustomerMasterKeySpec: key.definition.keySpec,
      KeyUsage: key.definition.keyUsage,
      SigningAlgorithms: ["ECDSA_SHA_256"],
    };
  }),
});

const hmac = (secret: Buffer, text: Buffer): Buffer => createHmac("sha256", secret).update(text).digest();

const requireDigest = (digest: Buffer): Buffer => {
  if (digest.length !== 32) {
    throw new AwsError("ValidationException", "Digest is invalid length for algorithm ECDSA_SHA_256.");
  }
  return digest;
};
