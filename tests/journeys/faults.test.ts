import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { itemAnswer, pageTextAnswer } from "../../shared/contract/item-routes.ts";
import { searchAnswer } from "../../shared/contract/search-routes.ts";
import { readFaultPlanFile } from "../../local/faults/fault-plan-file.ts";
import { runIn } from "../contract/cli-service.ts";
import { eventually } from "../support/eventually.ts";
import { startStack, type Stack } from "../support/stack.ts";
import { strokePage } from "../support/stroke-page.ts";

/** What chance is drawn from: a failed run is repeated with its number. */
const { LANTAI_SEED: seed } = z.object({ LANTAI_SEED: z.coerce.number().int().default(1) }).parse(process.env);

const regions = ["cn-north-1", "cn-northwest-1"];
const clerk = "archivist-440100";
const batchId = "harsh";
const patienceMs = 60_000;
/** Owed work is looked for after ten minutes, and a message of a dead function comes again after at most 24. */
const aWhileSeconds = 11 * 60;
const longestWhiles = 12;

const words = ["KATE 1471", "MILK 4914", "LANE 7749", "HALL 9174", "FLAME 1197", "MINK 4479"];
const pages = words.map((text, at) => ({ text, code: `Z109-WS·2011·Y·办公室-000${at + 1}` }));
const faultLine = z.object({ fault: z.string() });

let home: string;
let stack: Stack;
const sent = new Map<string, string>();

const written = async (text: string): Promise<Buffer> => {
  const { pixels, width, height } = await strokePage(420, 160, [{ text, x: 60, y: 60 }]);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
};
const faults = async (): Promise<string[]> => {
  const lines = (await readFile(path.join(home, "faults.log"), "utf8")).trim().split("\n");
  return lines.flatMap((line) => {
    const parsed = faultLine.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data.fault] : [];
  });
};
const lantai = (...argv: string[]) => runIn(home, ["faults", ...argv]);
const local = (method: string, route: string) => fetch(`${stack.endpoints.portal}/local/${route}`, { method });
const visible = async (): Promise<number> => {
  const queues = z.array(z.object({ queue: z.string(), visible: z.number() }));
  const told = queues.parse(await (await local("GET", "queues")).json());
  return told.reduce((sum, { visible: count }) => sum + count, 0);
};
const counts = async () =>
  batchAnswer.parse((await stack.call("cn-north-1", `/v1/batches/440100/${batchId}`, clerk)).body).counts;
const itemUrl = (code: string): string => `/v1/items/440100/${encodeURIComponent(code)}`;

const standsSafe = async (code: string): Promise<void> => {
  const sha256 = sent.get(code)!;
  for (const region of regions) {
    const item = itemAnswer.parse((await stack.call(region, itemUrl(code), clerk)).body);
    expect(item).toMatchObject({ safe: true, pages: [{ page: 1, version: 1, sha256, ocr: { state: "read" } }] });
  }
};
const isFound = async (code: string): Promise<void> => {
  const { body } = await stack.call("cn-north-1", `${itemUrl(code)}/pages/1/text`, clerk);
  const query = encodeURIComponent(pageTextAnswer.parse(body).text.replaceAll(/\s+/g, " ").trim());
  for (const region of regions) {
    const found = await stack.call(region, `/v1/search?limit=100&q=${query}`, clerk);
    const { hits } = searchAnswer.parse(found.body);
    expect(hits.filter(({ archivalCode }) => archivalCode === code)).toMatchObject([{ page: 1 }]);
  }
};
const allIsWell = async (): Promise<void> => {
  for (const { code } of pages) {
    await standsSafe(code);
    await isFound(code);
  }
};

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "lantai-harsh-"));
  stack = await startStack(home, { demoScans: false });
  const [harsh, lost] = await Promise.all(
    ["harsh", "lost-and-rotten"].map((name) => readFaultPlanFile(`docs/faults/${name}.json`)),
  );
  const plan = path.join(home, "plan.json");
  await writeFile(plan, JSON.stringify({ seed, rules: [...lost!.rules, ...harsh!.rules] }));
  expect((await lantai("set", plan)).code).toBe(0);
  for (const { text, code } of pages) {
    const bytes = await written(text);
    sent.set(code, createHash("sha256").update(bytes).digest("hex"));
    await eventually(() => stack.upload("440100", `440100/${batchId}/${code}/001.png`, bytes));
  }
}, 120_000);

afterAll(async () => {
  await stack.stop();
  await rm(home, { recursive: true, force: true });
});

describe("a batch that is deposited while everything goes wrong that may", () => {
  it(
    "is whole, safe and found in both regions once it no longer does, and time has passed",
    { timeout: 400_000 },
    async () => {
      await eventually(async () => {
        expect(new Set(await faults()).size).toBeGreaterThanOrEqual(8);
        expect(await visible()).toBe(0);
      }, patienceMs);
      const struck = Object.entries(Object.groupBy(await faults(), (fault) => fault));
      console.log(`seed ${seed}: ${struck.map(([fault, times = []]) => `${fault} ${times.length}`).join(", ")}`);
      expect((await lantai("clear")).code).toBe(0);
      for (let whiles = 0; whiles < longestWhiles; whiles += 1) {
        const well = await eventually(allIsWell, 12_000, 500).then(
          () => true,
          () => false,
        );
        if (well) break;
        await local("POST", `clock?seconds=${aWhileSeconds}`);
      }
      await allIsWell();
    },
  );

  it("counts what was sent, each page once, and nothing as refused", async () => {
    const told = await counts();
    expect(told).toMatchObject({ accepted: pages.length, pages: pages.length, safe: pages.length, refused: 0 });
    expect(told.received).toBe(told.accepted + told.duplicate + told.superseded);
  });
});
