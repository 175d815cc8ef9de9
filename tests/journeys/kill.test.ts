import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { draw } from "../../local/faults/chance.ts";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { itemAnswer, pageTextAnswer } from "../../shared/contract/item-routes.ts";
import { searchAnswer } from "../../shared/contract/search-routes.ts";
import { eventually } from "../support/eventually.ts";
import { processesOf } from "../support/processes-of.ts";
import { launchStack, type Launch, type Stack } from "../support/stack.ts";
import { strokePage } from "../support/stroke-page.ts";

/** How often the host is killed, and what its moments are drawn from: a failed run is repeated with its numbers. */
const { LANTAI_KILLS: kills, LANTAI_SEED: seed } = z
  .object({ LANTAI_KILLS: z.coerce.number().int().min(1).default(3), LANTAI_SEED: z.coerce.number().int().default(1) })
  .parse(process.env);

const regions = ["cn-north-1", "cn-northwest-1"];
const clerk = "archivist-440100";
const batchId = "killed";
const objectsPerLife = 6;
/** Half of the kills come while objects are being sent, the others while pages are read and copied. */
const longestSendingMs = 150;
const longestLifeMs = 6_000;
const longestStartMs = 3_000;
const startsKilled = 0.15;

type Scan = {
  readonly key: string;
  readonly code: string;
  readonly bytes: Buffer;
  /** What is to become of it. */
  readonly fate: "page" | "broken" | "archival-code-malformed";
};

const letters = ["KATE", "MILK", "LANE", "HALL", "FLAME", "MINK", "HALF", "NAIL"];

const scan = async (number: number): Promise<Scan> => {
  const digits = [...Array(5).keys()].map((place) => "1479".charAt(Math.floor(number / 4 ** place) % 4)).join("");
  const text = `${letters[number % letters.length] ?? ""} ${digits}`;
  const { pixels, width, height } = await strokePage(420, 160, [{ text, x: 60, y: 60 }]);
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  const code = `Z109-WS·2011·Y·办公室-${String(number).padStart(4, "0")}`;
  const key = (item: string): string => `440100/${batchId}/${item}/001.png`;
  if (number % 10 === 7) return { key: key(code), code, bytes: bytes.subarray(0, bytes.length / 2), fate: "broken" };
  if (number % 10 === 8) return { key: key(`${number}号`), code, bytes, fate: "archival-code-malformed" };
  return { key: key(code), code, bytes, fate: "page" };
};

/** Sends scans, again what was not acknowledged, one after the other until the host is gone. */
const depositing = () => {
  const waiting: Scan[] = [];
  const acknowledged: Scan[] = [];
  let attempts = 0;
  return {
    acknowledged,
    attempts: () => attempts,
    add: (scans: readonly Scan[]) => void waiting.push(...scans),
    send: async ({ endpoints }: Stack): Promise<void> => {
      const place = endpoints.regions["cn-north-1"]!;
      const client = new S3Client({
        region: "cn-north-1",
        endpoint: place.s3,
        forcePathStyle: true,
        credentials: endpoints.archives.find(({ id }) => id === "440100")!.uploader,
        maxAttempts: 1,
      });
      try {
        for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
          attempts += 1;
          await client.send(new PutObjectCommand({ Bucket: place.buckets.intake, Key: next.key, Body: next.bytes }));
          acknowledged.push(next);
          waiting.shift();
        }
      } finally {
        client.destroy();
      }
    },
  };
};

let home: string;
let launch: Launch;
let stack: Stack;
const deposit = depositing();

/** One life of the host, ended by a kill that leaves nothing running. */
const liveAndDie = async (life: number, scans: readonly Scan[]): Promise<void> => {
  deposit.add(scans);
  launch = launchStack(home, { demoScans: false });
  const whom = draw(seed, "whom", life) < 0.5 ? "host" : "group";
  if (draw(seed, "start", life) < startsKilled) {
    await pause(draw(seed, "moment", life) * longestStartMs);
    launch.ready.catch(() => undefined);
    await launch.kill(whom);
  } else {
    const sending = launch.ready.then(deposit.send);
    sending.catch(() => undefined);
    await launch.ready;
    const longest = draw(seed, "sending", life) < 0.5 ? longestSendingMs : longestLifeMs;
    await pause(draw(seed, "moment", life) * longest);
    await launch.kill(whom);
    await sending.catch(() => undefined);
  }
  await eventually(() => expect(processesOf(home)).toEqual([]));
};

beforeAll(
  async () => {
    home = await mkdtemp(path.join(tmpdir(), "lantai-kill-"));
    for (let life = 0; life < kills; life += 1) {
      const numbers = [...Array(objectsPerLife).keys()].map((at) => life * objectsPerLife + at + 1);
      await liveAndDie(life, await Promise.all(numbers.map(scan)));
    }
    launch = launchStack(home, { demoScans: false });
    stack = await launch.ready;
    await deposit.send(stack);
    console.log(`seed ${seed}: ${kills} kills, ${deposit.acknowledged.length} objects, ${deposit.attempts()} attempts`);
  },
  120_000 + kills * 30_000,
);

afterAll(async () => {
  await launch.kill("group");
  await rm(home, { recursive: true, force: true });
});

const counts = async () =>
  batchAnswer.parse((await stack.call("cn-north-1", `/v1/batches/440100/${batchId}`, clerk)).body).counts;

const refusals = async (cursor?: string): Promise<{ readonly key: string; readonly code: string }[]> => {
  const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  const { body } = await stack.call("cn-north-1", `/v1/batches/440100/${batchId}${query}`, clerk);
  const page = batchAnswer.parse(body);
  return page.cursor === undefined ? page.refused : [...page.refused, ...(await refusals(page.cursor))];
};

const itemUrl = ({ code }: Scan): string => `/v1/items/440100/${encodeURIComponent(code)}`;
const ofFate = (fate: Scan["fate"]): Scan[] => deposit.acknowledged.filter((one) => one.fate === fate);

describe("a deposit through which the host is killed again and again", () => {
  it("ends with every page safe, without anybody's help", { timeout: 60_000 + kills * 20_000 }, async () => {
    const pages = ofFate("page").length;
    await eventually(
      async () => expect(await counts()).toMatchObject({ pages, safe: pages, unsafe: 0 }),
      40_000 + kills * 20_000,
      500,
    );
  });

  it("has each acknowledged page once, with the bytes that were sent, in both regions", async () => {
    for (const page of ofFate("page")) {
      const sha256 = createHash("sha256").update(page.bytes).digest("hex");
      for (const region of regions)
        await eventually(async () => {
          const item = itemAnswer.parse((await stack.call(region, itemUrl(page), clerk)).body);
          expect(item.pages).toMatchObject([{ page: 1, version: 1, sha256, ocr: { state: "read" } }]);
        });
      const item = itemAnswer.parse((await stack.call("cn-north-1", itemUrl(page), clerk)).body);
      expect(item).toMatchObject({ safe: true, pages: [{ replicas: [{ state: "proven", sha256 }] }] });
    }
  });

  it("has refused what cannot be kept, each for its reason", async () => {
    const refused = await refusals();
    const told = new Map(refused.map(({ key, code }) => [key, code]));
    expect(told.size).toBe(refused.length);
    expect(told).toEqual(
      new Map([...ofFate("broken"), ...ofFate("archival-code-malformed")].map(({ key, fate }) => [key, fate])),
    );
  });

  it("has counted every object it acknowledged, and none that nobody sent", async () => {
    const { received, accepted, duplicate, superseded, refused } = await counts();
    expect(accepted).toBe(ofFate("page").length);
    expect(received).toBe(accepted + duplicate + superseded + refused);
    expect(received).toBeGreaterThanOrEqual(deposit.acknowledged.length);
    expect(received).toBeLessThanOrEqual(deposit.attempts());
  });

  it("finds each page in both regions by what was read on it", async () => {
    for (const page of ofFate("page")) {
      const { body } = await stack.call("cn-north-1", `${itemUrl(page)}/pages/1/text`, clerk);
      const query = encodeURIComponent(pageTextAnswer.parse(body).text.replaceAll(/\s+/g, " ").trim());
      for (const region of regions)
        await eventually(async () => {
          const found = await stack.call(region, `/v1/search?limit=100&q=${query}`, clerk);
          const hits = searchAnswer.parse(found.body).hits.filter(({ archivalCode }) => archivalCode === page.code);
          expect(hits).toMatchObject([{ page: 1 }]);
        });
    }
  });
});
