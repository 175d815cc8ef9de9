import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isSafe } from "../../shared/domain/page.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import type { Script } from "../support/scripted-engine.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const prefix = `${ARCHIVE}/b1/${archivalCode}`;
const pageAt = (page: number) => ({ archiveId: ARCHIVE, archivalCode, page });
const script = new Map<number, Script>([
  [2, { lines: ["字迹模糊"], confidence: 0.6 }],
  [3, "undecodable"],
  [4, "dying"],
  [5, { lines: [] }],
]);

let cells: Cells;
beforeEach(async () => {
  cells = await openCells({ script });
});
afterEach(() => cells.close());

const deposit = async (name: string, bytes: Buffer) => {
  await cells.home.receive(await cells.home.upload(`${prefix}${name}`, bytes));
};
const happened = async (type: string) => (await cells.home.history()).filter((event) => event.type === type);

describe("reading a page", () => {
  test("keeps what was read beside it, and says so once, however often it is asked for", async () => {
    const { home } = cells;
    await deposit("/001.png", await shadedPage(1));
    await home.read(pageAt(1));
    await home.read(pageAt(1), 2);
    const page = await home.pages.get(pageAt(1));
    expect(page).toMatchObject({
      revision: 2,
      reading: { state: "read", confidence: 0.97, needsPerson: false, engine: "scripted/1" },
    });
    expect(home.engine.seen).toEqual([1]);
    expect(await happened("page-read")).toHaveLength(1);
    expect(await home.getPageText(pageAt(1), clerkOf(ARCHIVE))).toMatchObject({ text: "灰度1", confidence: 0.97 });
    expect(await home.counts("b1")).toMatchObject({ ocrPending: 0, read: 1, needsPerson: 0 });
  });

  test("asked for twice at once notes one reading", async () => {
    await deposit("/001.png", await shadedPage(1));
    const both = await Promise.allSettled([cells.home.read(pageAt(1)), cells.home.read(pageAt(1))]);
    expect(both.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await happened("page-read")).toHaveLength(1);
    expect(await cells.home.counts("b1")).toMatchObject({ ocrPending: 0, read: 1 });
  });

  test("reads the right page of a file of several, in any order", async () => {
    const { home } = cells;
    await deposit(".tif", await shadedTiff([11, 12, 13]));
    for (const page of [3, 1, 2]) await home.read(pageAt(page));
    const texts = await Promise.all(
      [1, 2, 3].map(async (page) => (await home.getPageText(pageAt(page), clerkOf(ARCHIVE))).text),
    );
    expect(texts).toEqual(["灰度11", "灰度12", "灰度13"]);
  });

  test("sends a doubtful page to a person, and a blank one to nobody", async () => {
    await deposit("/001.png", await shadedPage(2));
    await deposit("/002.png", await shadedPage(5));
    await cells.home.read(pageAt(1));
    await cells.home.read(pageAt(2));
    expect(await cells.home.counts("b1")).toMatchObject({ read: 2, needsPerson: 1 });
    expect((await cells.home.pages.get(pageAt(1)))!.reading).toMatchObject({ needsPerson: true });
  });

  test("that was overtaken by other bytes is void", async () => {
    const { home } = cells;
    await deposit("/001.png", await shadedPage(1));
    const overtaking = await home.upload(`${prefix}/001.png`, await shadedPage(9));
    home.engine.beforeNext(() => home.receive(overtaking));
    await home.read(pageAt(1));
    expect(await home.pages.get(pageAt(1))).toMatchObject({ version: 2, reading: { state: "pending" } });
    expect(await happened("page-read")).toEqual([]);
    await home.read(pageAt(1));
    expect(await home.getPageText(pageAt(1), clerkOf(ARCHIVE))).toMatchObject({ text: "灰度9" });
    expect(await home.counts("b1")).toMatchObject({ pages: 1, read: 1, ocrPending: 0 });
  });

  test("survives a receipt that is noted while it goes on", async () => {
    const { home, replica } = cells;
    await deposit("/001.png", await shadedPage(1));
    await home.copy(pageAt(1));
    for (const manifest of replica.takeManifests()) await replica.prove(manifest);
    const receipts = home.takeReceipts();
    expect(receipts).toHaveLength(1);
    home.engine.beforeNext(() => home.record(receipts[0]!));
    await home.read(pageAt(1));
    const page = (await home.pages.get(pageAt(1)))!;
    expect(page).toMatchObject({ reading: { state: "read" }, replicas: [{ state: "proven" }] });
    expect(home.engine.seen).toEqual([1]);
  });
});

describe("a page that cannot be read", () => {
  test("is noted as unread with the reason, touches no other, and can still become safe", async () => {
    const { home } = cells;
    await deposit(".tif", await shadedTiff([11, 3, 13]));
    for (const page of [1, 2, 3]) await home.read(pageAt(page));
    expect(await happened("page-unread")).toMatchObject([{ page: 2, code: "unreadable" }]);
    expect(await home.counts("b1")).toMatchObject({ pages: 3, read: 2, failed: 1, ocrPending: 0 });
    for (const page of [1, 2, 3]) await cells.replicate(pageAt(page));
    expect(isSafe((await home.pages.get(pageAt(2)))!)).toBe(true);
    expect(await home.getItem(pageAt(1), clerkOf(ARCHIVE))).toMatchObject({ safe: true });
    expect(await home.counts("b1")).toMatchObject({ safe: 3, unsafe: 0 });
  });

  test("that keeps killing the engine is tried again, then given up", async () => {
    const { home } = cells;
    await deposit("/001.png", await shadedPage(4));
    for (const received of [1, 2, 3]) await expect(home.read(pageAt(1), received)).rejects.toThrow("out of memory");
    expect(await home.counts("b1")).toMatchObject({ ocrPending: 1, failed: 0 });
    await home.read(pageAt(1), 4);
    expect(await home.counts("b1")).toMatchObject({ ocrPending: 0, failed: 1 });
    expect((await home.pages.get(pageAt(1)))!.reading).toMatchObject({ state: "failed", code: "gave-up" });
  });
});

test("work for a page that is not there, or whose home is elsewhere, is nothing to do", async () => {
  await cells.home.read(pageAt(7));
  await deposit("/001.png", await shadedPage(1));
  await cells.replicate(pageAt(1));
  await cells.replica.read(pageAt(1));
  expect(cells.replica.engine.seen).toEqual([]);
  expect(await happened("page-read")).toEqual([]);
});
