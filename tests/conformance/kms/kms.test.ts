import { createHash, createPrivateKey, createPublicKey, randomBytes, verify } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ReEncryptCommand,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from "@aws-sdk/client-kms";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Authorize } from "../../../local/network/service.ts";
import { createKmsService, type KmsService } from "../../../local/aws/kms/kms-service.ts";
import { signDigest, verifyDigest } from "../../../local/aws/kms/p256-digest.ts";
import { newMaterial } from "../../../local/aws/kms/key-file.ts";
import { allowAll, serveService, temporaryDirectory } from "../../support/serve-service.ts";

const prefix = "arn:aws-cn:kms:cn-north-1:000000000000:";
const bytes = (text: string) => new TextEncoder().encode(text);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: Awaited<ReturnType<typeof serveService>>;
let kms: KmsService;
let client: KMSClient;

const open = (options: { authorize?: Authorize; region?: string; directory?: string } = {}): KmsService =>
  createKmsService({
    directory: options.directory ?? directory.path,
    region: options.region ?? "cn-north-1",
    accountId: "000000000000",
    partition: "aws-cn",
    now: () => Date.UTC(2026, 10, 23),
    authorize: options.authorize ?? allowAll,
  });

const createKeys = (service: KmsService) => {
  const key = (keyId: string) => ({ keyId, arn: `${prefix}key/${keyId}`, aliases: [`alias/lantai/${keyId}`] });
  service.createKey({ ...key("data"), keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" });
  service.createKey({ ...key("other"), keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" });
  service.createKey({ ...key("names"), keySpec: "HMAC_256", keyUsage: "GENERATE_VERIFY_MAC" });
  service.createKey({ ...key("seal"), keySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" });
};

beforeEach(async () => {
  directory = await temporaryDirectory();
  kms = open();
  createKeys(kms);
  server = await serveService(() => kms);
  client = new KMSClient({
    endpoint: server.url,
    region: "cn-north-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await kms.close();
  await server.close();
  await directory.remove();
});

const encrypt = async (KeyId: string, EncryptionContext?: Record<string, string>) => {
  const command = new EncryptCommand({ KeyId, Plaintext: bytes("姓名"), EncryptionContext });
  return (await client.send(command)).CiphertextBlob!;
};

/** AWS KMS API Reference, "Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey"; Developer Guide, "Encryption context". */
describe("encryption", () => {
  it.each(["data", `${prefix}key/data`, "alias/lantai/data", `${prefix}alias/lantai/data`])(
    "comes back with the key named %s",
    async (name) => {
      const CiphertextBlob = await encrypt(name, { archive: "440100", kind: "婚姻" });
      const { Plaintext, KeyId } = await client.send(
        new DecryptCommand({ CiphertextBlob, EncryptionContext: { kind: "婚姻", archive: "440100" } }),
      );
      expect(Plaintext).toEqual(bytes("姓名"));
      expect(KeyId).toBe(`${prefix}key/data`);
    },
  );

  it("fails under another context, a changed byte, another key", async () => {
    const CiphertextBlob = await encrypt("data", { archive: "440100" });
    const decrypt = (input: object) =>
      client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { archive: "440100" }, ...input }));
    await expect(decrypt({ EncryptionContext: { archive: "440200" } })).rejects.toMatchObject({
      name: "InvalidCiphertextException",
    });
    await expect(decrypt({ EncryptionContext: {} })).rejects.toMatchObject({ name: "InvalidCiphertextException" });
    await expect(decrypt({ KeyId: "other" })).rejects.toMatchObject({ name: "IncorrectKeyException" });
    for (let index = 0; index < CiphertextBlob.length; index += 1) {
      const changed = Uint8Array.from(CiphertextBlob);
      changed[index] = (changed[index] ?? 0) ^ 1;
      await expect(decrypt({ CiphertextBlob: changed })).rejects.toMatchObject({ name: "InvalidCiphertextException" });
    }
    await expect(decrypt({ CiphertextBlob: CiphertextBlob.subarray(0, 20) })).rejects.toMatchObject({
      name: "InvalidCiphertextException",
    });
  });

  it("takes 1 to 4096 bytes", async () => {
    const encryptBytes = (count: number) =>
      client.send(new EncryptCommand({ KeyId: "data", Plaintext: randomBytes(count) }));
    for (const count of [1, 4_096]) expect((await encryptBytes(count)).CiphertextBlob?.length).toBeGreaterThan(count);
    for (const count of [0, 4_097])
      await expect(encryptBytes(count)).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("of the same bytes is never the same", async () => {
    expect(await encrypt("data")).not.toEqual(await encrypt("data"));
  });

  it("fails for a key of another region", async () => {
    await expect(encrypt(`${prefix.replace("north", "northwest")}key/data`)).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });

  it.each([{}, { KeySpec: "AES_256" as const, NumberOfBytes: 32 }])(
    "wants for a data key either a kind or a length: %j",
    async (given) => {
      await expect(client.send(new GenerateDataKeyCommand({ KeyId: "data", ...given }))).rejects.toMatchObject({
        name: "ValidationException",
      });
    },
  );

  it("asks of a move both rights: from the one key, to the other", async () => {
    const CiphertextBlob = await encrypt("data");
    const asked: string[][] = [];
    kms = open({
      authorize: (_, action, resource) => {
        asked.push([action, resource]);
        return { allowed: true };
      },
    });
    await client.send(new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: "other" }));
    expect(asked).toEqual([
      ["kms:ReEncryptFrom", `${prefix}key/data`],
      ["kms:ReEncryptTo", `${prefix}key/other`],
    ]);
  });

  it("makes data keys that decrypt to what was given", async () => {
    const made = await client.send(new GenerateDataKeyCommand({ KeyId: "data", KeySpec: "AES_256" }));
    expect(made.Plaintext).toHaveLength(32);
    const opened = await client.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(opened.Plaintext).toEqual(made.Plaintext);
    const sealed = await client.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: "data", NumberOfBytes: 64 }));
    expect("Plaintext" in sealed).toBe(false);
    expect((await client.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }))).Plaintext).toHaveLength(
      64,
    );
  });

  it("moves from one key to another", async () => {
    const CiphertextBlob = await encrypt("data", { a: "1" });
    const moved = await client.send(
      new ReEncryptCommand({ CiphertextBlob, SourceEncryptionContext: { a: "1" }, DestinationKeyId: "other" }),
    );
    const opened = await client.send(new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, KeyId: "other" }));
    expect(opened.Plaintext).toEqual(bytes("姓名"));
  });
});

/** AWS KMS API Reference, "GenerateMac" and "VerifyMac". */
describe("keyed hashes", () => {
  const mac = (text: string) => ({ KeyId: "names", Message: bytes(text), MacAlgorithm: "HMAC_SHA_256" as const });

  it("are the same for the same message and verify for it only", async () => {
    const { Mac } = await client.send(new GenerateMacCommand(mac("王伟")));
    expect((await client.send(new GenerateMacCommand(mac("王伟")))).Mac).toEqual(Mac);
    expect((await client.send(new VerifyMacCommand({ ...mac("王伟"), Mac }))).MacValid).toBe(true);
    await expect(client.send(new VerifyMacCommand({ ...mac("王芳"), Mac }))).rejects.toMatchObject({
      name: "KMSInvalidMacException",
    });
  });

  it("are HMAC-SHA-256 of 32 bytes, and another key makes others", async () => {
    kms.createKey({
      keyId: "names2",
      arn: `${prefix}key/names2`,
      aliases: [],
      keySpec: "HMAC_256",
      keyUsage: "GENERATE_VERIFY_MAC",
    });
    const one = await client.send(new GenerateMacCommand(mac("王伟")));
    const other = await client.send(new GenerateMacCommand({ ...mac("王伟"), KeyId: "names2" }));
    expect(one.Mac).toHaveLength(32);
    expect(other.Mac).not.toEqual(one.Mac);
  });

  it.each([0, 4_097])("are not made of %i bytes", async (count) => {
    await expect(
      client.send(new GenerateMacCommand({ ...mac(""), Message: randomBytes(count) })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });
});

/** AWS KMS API Reference, "Sign", "Verify", "GetPublicKey". */
describe("signatures", () => {
  const algorithm = { KeyId: "seal", SigningAlgorithm: "ECDSA_SHA_256" as const };
  const digest = (text: string) => createHash("sha256").update(text).digest();

  it("of messages and of digests verify with the public key alone", async () => {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: "seal" }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey!), format: "der", type: "spki" });
    const raw = await client.send(new SignCommand({ ...algorithm, Message: bytes("证明"), MessageType: "RAW" }));
    const digested = await client.send(
      new SignCommand({ ...algorithm, Message: digest("证明"), MessageType: "DIGEST" }),
    );
    for (const { Signature } of [raw, digested]) {
      expect(verify("sha256", bytes("证明"), publicKey, Signature!)).toBe(true);
      for (const given of [
        { Message: bytes("证明"), MessageType: "RAW" as const },
        { Message: digest("证明"), MessageType: "DIGEST" as const },
      ]) {
        expect((await client.send(new VerifyCommand({ ...algorithm, ...given, Signature }))).SignatureValid).toBe(true);
      }
      await expect(
        client.send(new VerifyCommand({ ...algorithm, Message: digest("别的"), MessageType: "DIGEST", Signature })),
      ).rejects.toMatchObject({ name: "KMSInvalidSignatureException" });
    }
  });

  it("of any digest agree with OpenSSL in both directions", () => {
    const material = newMaterial("ECC_NIST_P256");
    const publicKey = createPublicKey(createPrivateKey({ key: material, format: "der", type: "pkcs8" }));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(), (message, place) => {
        const hash = createHash("sha256").update(message).digest();
        const signature = signDigest(material, hash);
        expect(verify("sha256", message, publicKey, signature)).toBe(true);
        expect(verifyDigest(publicKey, hash, signature)).toBe(true);
        const broken = Buffer.from(signature);
        const index = place % broken.length;
        broken[index] = (broken[index] ?? 0) ^ (1 << (place % 8));
        expect(verifyDigest(publicKey, hash, broken)).toBe(verify("sha256", message, publicKey, broken));
      }),
      { numRuns: 40 },
    );
  });

  it("take a digest of 32 bytes only", async () => {
    await expect(
      client.send(new SignCommand({ ...algorithm, Message: randomBytes(20), MessageType: "DIGEST" })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });
});

/** AWS KMS API Reference, "DescribeKey", "ListAliases"; Developer Guide, "Multi-Region keys in AWS KMS". */
describe("keys", () => {
  it("are described and found by alias", async () => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: "alias/lantai/seal" }));
    expect(KeyMetadata).toMatchObject({
      KeyId: "seal",
      KeySpec: "ECC_NIST_P256",
      SigningAlgorithms: ["ECDSA_SHA_256"],
    });
    const { Aliases } = await client.send(new ListAliasesCommand({}));
    expect(Aliases?.map(({ AliasName, TargetKeyId }) => [AliasName, TargetKeyId])).toEqual(
      ["data", "names", "other", "seal"].map((id) => [`alias/lantai/${id}`, id]),
    );
  });

  it("that are unknown or of another use are refused as the SDK expects", async () => {
    await expect(encrypt("none")).rejects.toMatchObject({ name: "NotFoundException" });
    await expect(encrypt("seal")).rejects.toMatchObject({ name: "InvalidKeyUsageException" });
    await expect(client.send(new GetPublicKeyCommand({ KeyId: "data" }))).rejects.toMatchObject({
      name: "InvalidKeyUsageException",
    });
    await expect(client.send(new DescribeKeyCommand({ KeyId: "alias/none" }))).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });

  it("keep their secret over a restart, in files only the owner reads", async () => {
    const CiphertextBlob = await encrypt("data");
    const before = await client.send(new GetPublicKeyCommand({ KeyId: "seal" }));
    kms = open();
    createKeys(kms);
    expect((await client.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(bytes("姓名"));
    expect((await client.send(new GetPublicKeyCommand({ KeyId: "seal" }))).PublicKey).toEqual(before.PublicKey);
    const files = await readdir(directory.path);
    expect(files.sort()).toEqual(["data.json", "names.json", "other.json", "seal.json"]);
    for (const file of files) {
      expect((await stat(join(directory.path, file))).mode & 0o777).toBe(0o600);
    }
  });

  it("show policies the encryption context", async () => {
    const asked: unknown[] = [];
    kms = open({
      authorize: (_, action, resource, context) => {
        asked.push([action, resource, context]);
        return { allowed: false, reason: "no policy allows it" };
      },
    });
    await expect(encrypt("data", { archive: "440100" })).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(asked).toEqual([["kms:Encrypt", `${prefix}key/data`, { "kms:EncryptionContext:archive": "440100" }]]);
  });

  it("of several regions open each other's ciphertexts; others never leave their region", async () => {
    const elsewhere = await temporaryDirectory();
    const multi = { keyId: "mrk-1", aliases: [], keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" } as const;
    kms.createKey({ ...multi, multiRegion: true, arn: `${prefix}key/mrk-1` });
    const CiphertextBlob = await encrypt("mrk-1");
    const material = kms.keyMaterial("mrk-1");
    expect(() => kms.keyMaterial("data")).toThrow("multi-Region");
    kms = open({ region: "cn-northwest-1", directory: elsewhere.path });
    kms.createKey({ ...multi, multiRegion: true, arn: `${prefix.replace("north", "northwest")}key/mrk-1`, material });
    expect((await client.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(bytes("姓名"));
    await elsewhere.remove();
  });
});
