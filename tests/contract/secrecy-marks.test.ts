import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { releaseBatch } from "../../shared/domain/accession.ts";
import { ARCHIVE, openCells, type Cells } from "../support/cell.ts";
import type { Script } from "../support/scripted-engine.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const pageAt = (page: number) => ({ archiveId: ARCHIVE, archivalCode, page });
const marked = 7;
const script = new Map<number, Script>([[marked, { lines: ["机密火10年", "市民政局文件"] }]]);

let cells: Cells;
beforeEach(async () => {
  cells = await openCells({ script });
});
afterEach(() => cells.close());

const deposit = async (page: number, shade: number, batchId = "b1") =>
  cells.home.receive(
    await cells.home.upload(
      `${ARCHIVE}/${batchId}/${archivalCode}/${String(page).padStart(3, "0")}.png`,
      await shadedPage(shade, 50),
    ),
  );
const batchNow = () => cells.home.accessions.get(ARCHIVE, "b1");
const happened = async (type: string) => (await cells.home.history()).filter((event) => event.type === type);
const release = async () => {
  const said = { eventId: "2026-11-23T09:00:00.000Z-00000001", time: "2026-11-23T09:00:00.000Z" };
  const step = { actor: "security-440100", at: said.time, reason: "题名中的词" };
  const before = await batchNow();
  const result = releaseBatch(before, step);
  if (!result.ok) throw new Error(result.why);
  const event = { type: "batch-released" as const, ...said, ...batch, actor: step.actor, reason: step.reason };
  await cells.home.decided.move(before, result.after, event);
};

describe("a page that reads with a secrecy mark", () => {
  test("holds its whole batch and stays unread", async () => {
    await deposit(1, 1);
    await deposit(2, marked);
    await cells.home.read(pageAt(2));
    expect((await batchNow())?.quarantine).toMatchObject({
      by: "service:ocr",
      archivalCode,
      page: 2,
      version: 1,
      mark: "机密火10年",
    });
    expect((await cells.home.pages.get(pageAt(2)))?.reading).toEqual({ state: "pending" });
    expect(await happened("batch-quarantined")).toHaveLength(1);
    expect(await happened("page-read")).toEqual([]);
  });

  test("finds the batch held when it comes again after a crash, and leaves it so", async () => {
    await deposit(2, marked);
    for (const received of [1, 2, 3, 4, 5]) await cells.home.read(pageAt(2), received);
    expect(await happened("batch-quarantined")).toHaveLength(1);
    expect((await cells.home.pages.get(pageAt(2)))?.reading).toEqual({ state: "pending" });
    await cells.home.settle(batch);
    expect((await cells.home.pages.get(pageAt(2)))?.state).toBe("quarantined");
    await cells.home.read(pageAt(2));
    expect(cells.home.engine.seen).toEqual([marked]);
  });

  test("keeps the other pages of its batch from being read, and no page of another batch", async () => {
    await deposit(1, 1);
    await deposit(2, marked);
    await deposit(3, 3, "b2");
    await cells.home.read(pageAt(2));
    await cells.home.read(pageAt(1));
    await cells.home.read(pageAt(3));
    expect(cells.home.engine.seen).toEqual([marked, 3]);
    expect((await happened("page-read")).map((event) => "page" in event && event.page)).toEqual([3]);
  });

  test("is read like any other once a person has cleared it, and holds again when other bytes bear a mark", async () => {
    await deposit(2, marked);
    await cells.home.read(pageAt(2));
    await cells.home.settle(batch);
    await release();
    await cells.home.settle(batch);
    await cells.home.read(pageAt(2));
    expect((await cells.home.pages.get(pageAt(2)))?.reading).toMatchObject({ state: "read" });
    expect(await happened("batch-quarantined")).toHaveLength(1);
  });
});
