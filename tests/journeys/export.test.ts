import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { historyAnswer } from "../../shared/contract/history-routes.ts";
import { itemAnswer } from "../../shared/contract/item-routes.ts";
import { runIn } from "../contract/cli-service.ts";
import { eventually } from "../support/eventually.ts";
import { noisyPage } from "../support/exported-bag.ts";
import { startStack, type Stack } from "../support/stack.ts";
import { goodRow } from "../support/catalogue-row.ts";

const [from, to] = ["440100", "310200"] as const;
const region = "cn-north-1";
const code = "J019-ZY·TD·2001·Y-007-0301";
const patienceMs = 240_000;

let home: string;
let out: string;
let stack: Stack;

const lantai = (...argv: string[]) => runIn(home, argv);
const asked = async (archiveId: string, route: string): Promise<unknown> =>
  (await stack.call(region, route, `archivist-${archiveId}`)).body;
const itemOf = async (archiveId: string) =>
  itemAnswer.parse(await asked(archiveId, `/v1/items/${archiveId}/${encodeURIComponent(code)}`));
const historyOf = async (archiveId: string) =>
  historyAnswer.parse(await asked(archiveId, `/v1/items/${archiveId}/${encodeURIComponent(code)}/history`));

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "lantai-journey-"));
  out = await mkdtemp(path.join(tmpdir(), "lantai-exported-"));
  stack = await startStack(home, { demoScans: false });
}, 300_000);
afterAll(async () => {
  await stack.stop();
  for (const folder of [home, out]) await rm(folder, { recursive: true, force: true });
});

describe("a batch that leaves one archive as a bag and comes to another", () => {
  const batch = ["--archive", from, "--batch", "2026-land"];

  it("is taken in and described where it was first", async () => {
    const terms = ["--type", "transfer", "--from", "国土局", "--reason", "2026 年移交"];
    expect((await lantai("batch", "open", ...batch, ...terms)).code).toBe(0);
    for (const page of [1, 2])
      await stack.upload(from, `${from}/2026-land/${code}/00${page}.png`, await noisyPage(page, 64));
    const row = { ...goodRow, 档号: code, 题名: "土地登记卡" };
    const csv = [Object.keys(row), Object.values(row)].map((cells) => cells.join(",")).join("\r\n");
    await stack.upload(from, `${from}/2026-land/catalogue.csv`, Buffer.from(csv));
    await eventually(async () => {
      const item = await itemOf(from);
      expect(item).toMatchObject({ safe: true, title: "土地登记卡" });
      expect(item.pages).toHaveLength(2);
    }, patienceMs);
  });

  it("is not exported while it takes scans; closed, it is fetched and found good", async () => {
    const argv = ["export", ...batch, "--reason", "移交区馆", "--to", out];
    const early = await lantai(...argv);
    expect(early.code).not.toBe(0);
    expect(early.err).toContain("still takes scans");
    expect((await lantai("batch", "close", ...batch, "--reason", "清点完毕")).code).toBe(0);
    const done = await lantai(...argv);
    expect(done.err).toContain("asked for export");
    expect(done.out).toContain("2 files");
    expect(done.code).toBe(0);
    const [file = ""] = await readdir(out);
    expect((await lantai("bag", "validate", path.join(out, file))).code).toBe(0);
  });

  it("has the same digests, description and history where it comes to", async () => {
    const [file = ""] = await readdir(out);
    const deposited = await lantai("deposit", path.join(out, file), "--archive", to, "--batch", "from-440100");
    expect(deposited.err).toContain("catalogue and histories");
    expect(deposited.code).toBe(0);
    const [before, after] = [await itemOf(from), await itemOf(to)];
    expect(after.pages.map(({ page, sha256 }) => [page, sha256])).toEqual(
      before.pages.map(({ page, sha256 }) => [page, sha256]),
    );
    const said = ({ description }: typeof before) => ({
      ...description,
      ...{ batchId: "", importId: "", row: 0, describedAt: "" },
    });
    expect(said(after)).toEqual(said(before));
    await eventually(async () => {
      const { earlier } = await historyOf(to);
      expect(earlier).toMatchObject([{ keeper: from, agrees: true }]);
    }, patienceMs);
    const { earlier = [] } = await historyOf(to);
    const document = await (await fetch(earlier[0]!.address)).text();
    const { events } = await historyOf(from);
    const exportedAt = events.findIndex(({ type }) => type === "exported");
    for (const { premis } of exportedAt === -1 ? events : events.slice(0, exportedAt))
      for (const { uri } of premis) expect(document).toContain(uri);
    for (const { sha256 } of before.pages) expect(document).toContain(sha256);
  });

  it("is told of in the history of the batch that left", async () => {
    const history = historyAnswer.parse(await asked(from, `/v1/batches/${from}/2026-land/history`));
    expect(history.events.at(-1)).toMatchObject({ type: "exported", facts: { reason: "移交区馆" } });
    const { counts } = batchAnswer.parse(await asked(to, `/v1/batches/${to}/from-440100`));
    expect(counts).toMatchObject({ pages: 2, refused: 0 });
  });
});
