import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { itemAnswer } from "../../shared/contract/item-routes.ts";
import { runIn } from "../contract/cli-service.ts";
import { eventually } from "../support/eventually.ts";
import { shadedPage } from "../support/shaded-scans.ts";
import { startStack, type Stack } from "../support/stack.ts";

const archiveId = "440100";
const region = "cn-north-1";
const code = "Z109-WS·2011·Y·办公室-0301";
const patienceMs = 120_000;

let home: string;
let stack: Stack;

const lantai = (...argv: string[]) => runIn(home, argv);
const keyOf = (batch: string, page: number) => `${archiveId}/${batch}/${code}/${String(page).padStart(3, "0")}.png`;
const upload = async (batch: string, page: number) =>
  stack.upload(archiveId, keyOf(batch, page), await shadedPage(page, 64));
const batchNow = async (batch: string) =>
  batchAnswer.parse((await stack.call(region, `/v1/batches/${archiveId}/${batch}`, "archivist-440100")).body);
const itemNow = async () => {
  const route = `/v1/items/${archiveId}/${encodeURIComponent(code)}`;
  return itemAnswer.parse((await stack.call(region, route, "archivist-440100")).body);
};

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "lantai-journey-"));
  stack = await startStack(home, { demoScans: false });
}, 300_000);
afterAll(async () => {
  await stack.stop();
  await rm(home, { recursive: true, force: true });
});

describe("a batch that comes under terms", () => {
  const batch = ["--archive", archiveId, "--batch", "2026-civil"];

  it("is opened with the kind of accession, the giver and the hand-over list", async () => {
    const terms = ["--type", "transfer", "--from", "市民政局", "--agreement", "民移〔2026〕3号", "--pages", "2"];
    const { code: exit, out } = await lantai("batch", "open", ...batch, ...terms, "--reason", "2026 年移交");
    expect(out).toContain("Batch 2026-civil: open, transfer, from 市民政局");
    expect(exit).toBe(0);
  });

  it("takes what comes until it is closed, and then no more, with a reason the clerk can read", async () => {
    for (const page of [1, 2]) await upload("2026-civil", page);
    await eventually(async () => expect((await batchNow("2026-civil")).counts.pages).toBe(2), patienceMs);
    expect((await batchNow("2026-civil")).accession?.state).toBe("filling");
    expect((await lantai("batch", "close", ...batch, "--reason", "清点完毕")).code).toBe(0);
    // S3 tells times to the second, and what was uploaded within that of the closing still belongs to the batch.
    const closedAt = Date.parse((await batchNow("2026-civil")).accession!.transitions.at(-1)!.at);
    await eventually(() => Promise.resolve(expect(Date.now()).toBeGreaterThan(closedAt + 1000)), patienceMs);
    await upload("2026-civil", 3);
    await eventually(async () => {
      const { refused } = await batchNow("2026-civil");
      expect(refused).toMatchObject([{ key: keyOf("2026-civil", 3), code: "batch-closed" }]);
      expect(refused[0]!.details.zh).toMatch(/已关闭.*另开/);
    }, patienceMs);
  });

  it("is not accepted by whoever filled it, nor twice opened", async () => {
    const again = await lantai("batch", "open", ...batch, "--type", "loan", "--from", "x", "--reason", "y");
    expect(again.code).not.toBe(0);
    expect(again.err).toContain("opened already");
    const { status } = await stack.call(region, `/v1/batches/${archiveId}/2026-civil/decisions`, "archivist-440100", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ decision: "returned", reason: "mine" }),
    });
    expect(status).toBe(403);
  });

  it("is returned by the approver: its pages no longer stand, and the status says who decided", async () => {
    expect((await itemNow()).pages).toHaveLength(2);
    expect((await lantai("batch", "return", ...batch, "--reason", "页数不符")).code).toBe(0);
    await eventually(async () => expect((await itemNow()).pages).toHaveLength(0), patienceMs);
    const { transitions } = (await batchNow("2026-civil")).accession!;
    expect(transitions.map(({ to, reason }) => [to, reason])).toEqual([
      ["open", "2026 年移交"],
      ["closed", "清点完毕"],
      ["returned", "页数不符"],
    ]);
  });
});

describe("a batch that is taken over", () => {
  const batch = ["--archive", archiveId, "--batch", "2026-taken"];
  const item = "Z109-WS·2011·Y·办公室-0302";
  const folder = () => path.join(home, "to-deposit");

  it("brings its scans and their catalogue, and is closed", async () => {
    await mkdir(path.join(folder(), item), { recursive: true });
    for (const page of [1, 2])
      await writeFile(path.join(folder(), item, `00${page}.png`), await shadedPage(7 * page, 64));
    const terms = ["--type", "transfer", "--from", "市民政局", "--agreement", "民移〔2026〕4号", "--pages", "2"];
    expect((await lantai("batch", "open", ...batch, ...terms, "--reason", "2026 年移交")).code).toBe(0);
    const table = path.join(home, "catalogue.csv");
    const columns = "著录层级,档号,题名,责任者,日期,年度,保管期限,开放标识,密级,页数";
    await writeFile(table, `${columns}\n文件,${item},关于会议的通知,市政府,20110301,2011,永久,未审核,无,2\n`);
    const imported = await lantai("catalogue", "import", table, ...batch);
    expect(imported.out).toContain("1 added");
    expect((await lantai("deposit", folder(), ...batch)).code).toBe(0);
    expect((await lantai("batch", "close", ...batch, "--reason", "清点完毕")).code).toBe(0);
  });

  it("is tested; the report is waited for, and kept with its picture and signature", async () => {
    const out = path.join(home, "report");
    const { out: told } = await lantai("batch", "report", ...batch, "--out", out);
    expect(told).toContain("Four-property tests of batch 2026-taken");
    expect((await readdir(out)).toSorted()).toEqual(
      ["json", "jws", "pdf", "svg"].map((format) => `2026-taken.report.${format}`),
    );
  });

  it("is accepted by the approver, who says why in spite of what was not passed, and its receipt is good", async () => {
    const exceptions = ["--exceptions", "试件，不作凭证"];
    const accepted = await lantai("batch", "accept", ...batch, "--reason", "同意进馆", ...exceptions);
    expect(accepted.out).toContain("Batch 2026-taken: accepted");
    const out = path.join(home, "receipt");
    await eventually(async () => {
      const { code: exit, out: told } = await lantai("batch", "receipt", ...batch, "--out", out);
      expect(told).not.toContain("is being issued");
      expect(exit).toBe(0);
    }, patienceMs);
    const receipts = (await readdir(out)).filter((name) => name.endsWith(".jws"));
    expect(receipts.toSorted()).toEqual(["accepted", "closed"].map((name) => `${archiveId}-2026-taken-${name}.jws`));
    for (const receipt of receipts) expect((await lantai("receipt", "verify", path.join(out, receipt))).code).toBe(0);
  });

  it("is tested again as kept when somebody asks, and listed with what that came to", async () => {
    const out = path.join(home, "kept");
    const { out: told } = await lantai("preservation", "test", ...batch, "--reason", "年度检查", "--out", out);
    expect(told).toContain("Four-property tests of what is kept of batch 2026-taken");
    expect((await readdir(out)).toSorted()).toEqual(
      ["json", "jws", "pdf", "svg"].map((format) => `2026-taken.preservation.report.${format}`),
    );
    const listed = await lantai("preservation", "list", "--archive", archiveId);
    expect(listed.out).toMatch(/^2026-taken: .*, due again /m);
  });
});
