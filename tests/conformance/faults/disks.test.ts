import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { HOME, REPLICA } from "../../support/tiny-app.ts";
import { startTinyHost, type TinyHost } from "../../support/tiny-host.ts";

let tiny: TinyHost;
beforeEach(async () => {
  tiny = await startTinyHost();
});
afterEach(() => tiny.close());

const files = (region: string, folder: "blobs" | "incoming"): Buffer[] =>
  readdirSync(path.join(tiny.home, region, "s3", folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));
const texts = (region: string): string[] => files(region, "blobs").map((bytes) => bytes.toString("utf8"));

const bitsThatDiffer = (one: Buffer, other: Buffer): number =>
  one.reduce((sum, byte, at) => sum + (byte ^ other.readUInt8(at)).toString(2).replaceAll("0", "").length, 0);

describe("bytes at rest that rot", () => {
  it("differ in one bit from what was acknowledged, the same one for the same seed", async () => {
    const sent = Buffer.from("a page of an archive");
    const rotten = async (seed: number, name: string): Promise<Buffer> => {
      const before = files(HOME, "blobs").map((bytes) => bytes.toString("hex"));
      tiny.set(seed, { fault: "rot", nth: 1, where: { bucket: "tiny-intake" } });
      await tiny.deposit(name, sent.toString());
      const added = (): Buffer | undefined =>
        files(HOME, "blobs").find((bytes) => !before.includes(bytes.toString("hex")) && !bytes.equals(sent));
      await eventually(() => expect(added()).toBeDefined());
      return added()!;
    };
    const first = await rotten(1, "rotten");
    expect(bitsThatDiffer(first, sent)).toBe(1);
    expect(tiny.faults()).toMatchObject([{ fault: "rot", place: { region: HOME, bucket: "tiny-intake" } }]);
    const other = await rotten(2, "rotten-too");
    expect(bitsThatDiffer(other, sent)).toBe(1);
    expect(other.equals(first)).toBe(false);
  });
});

describe("a slow disk", () => {
  it("holds things up, and that is all", async () => {
    tiny.set(1, { fault: "slow-disk", chance: 0.2, milliseconds: 50 });
    await tiny.deposit("slow");
    await eventually(() => expect(texts(REPLICA)).toContain("slow"));
    expect(tiny.faults().length).toBeGreaterThan(0);
  });
});

describe("a full disk", () => {
  it("takes nothing of what it does not acknowledge, and everything again when there is room", async () => {
    tiny.set(1, { fault: "full-disk", nth: 1, times: 3, where: { region: HOME, service: "s3" } });
    await expect(tiny.deposit("one")).rejects.toMatchObject({
      name: "InternalError",
      $metadata: { httpStatusCode: 500 },
    });
    await expect(tiny.deposit("two")).rejects.toMatchObject({ name: "InternalError" });
    await expect(tiny.deposit("three")).rejects.toMatchObject({ name: "InternalError" });
    expect([files(HOME, "blobs"), files(HOME, "incoming")]).toEqual([[], []]);
    await tiny.deposit("four");
    await eventually(() => expect(texts(REPLICA)).toEqual(["four"]));
    expect((await tiny.items()).filter(({ text }) => text !== undefined).map(({ pk }) => pk.S)).toEqual([
      "440100/four",
    ]);
  });

  it.each(["dynamodb", "sqs", "events", "lambda", "s3"])(
    "under %s for a while ends nothing for good: what was acknowledged arrives",
    { timeout: 60_000 },
    async (service) => {
      tiny.set(1, { fault: "full-disk", nth: 2, times: 12, where: { service } });
      const names = [1, 2, 3, 4].map((number) => `${service}-${number}`);
      for (const name of names) await eventually(() => tiny.deposit(name));
      await eventually(async () => {
        const items = await tiny.items();
        for (const name of names) {
          expect(items).toContainEqual(expect.objectContaining({ text: { S: name } }));
          expect(items).toContainEqual(expect.objectContaining({ of: { S: `440100/${name}` } }));
        }
        expect(texts(REPLICA).toSorted()).toEqual(names);
      }, 40_000);
      expect(tiny.faults().length).toBeGreaterThan(0);
      await eventually(() => expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 }));
    },
  );

  it("everywhere at once, again and again, loses nothing that was acknowledged", { timeout: 120_000 }, async () => {
    tiny.set(1, { fault: "full-disk", chance: 0.25, times: 40 });
    const place = tiny.host.regions[HOME]!;
    const client = new S3Client({
      region: HOME,
      endpoint: place.s3Url,
      forcePathStyle: true,
      credentials: tiny.host.uploaders[0]!,
      maxAttempts: 10,
    });
    const names = [...Array(20).keys()].map((number) => `full-${String(number).padStart(2, "0")}`);
    for (const name of names)
      await client.send(new PutObjectCommand({ Bucket: "tiny-intake", Key: `440100/${name}`, Body: name }));
    client.destroy();
    await eventually(async () => {
      expect([...new Set(texts(REPLICA))].toSorted()).toEqual(names);
      const told = (await tiny.items()).map(({ of }) => of?.S);
      for (const name of names) expect(told).toContain(`440100/${name}`);
    }, 100_000);
    tiny.clear();
    await eventually(() => expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 }));
  });
});
