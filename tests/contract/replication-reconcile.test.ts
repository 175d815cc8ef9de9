import { afterEach, beforeEach, expect, test } from "vitest";
import { searchQuery } from "../../shared/contract/search-routes.ts";
import { ARCHIVE, clerkOf, NEIGHBOUR, openCells, type Cell, type Cells } from "../support/cell.ts";
import type { Script } from "../support/scripted-engine.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const script = new Map<number, Script>([[1, { lines: ["卷宗第一页"] }]]);
const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const addressOf = (page: number, archiveId = ARCHIVE) => ({ archiveId, archivalCode, page });

let cells: Cells;
beforeEach(async () => {
  cells = await openCells({ script });
});
afterEach(() => cells.close());

const deposit = async (page: number, archiveId = ARCHIVE) => {
  const { home } = cells;
  await home.receive(await home.upload(`${archiveId}/b1/${archivalCode}/${page}.png`, await shadedPage(page)));
};
const reminders = async (cell = cells.home) => {
  const sent = await cell.reconcile();
  const [ocr, replication, fullText] = (["ocr", "replication", "full-text"] as const).map(cell.takeReminders);
  return { sent, ocr: ocr!, replication: replication!, fullText: fullText! };
};
const found = async (q: string, cell: Cell) =>
  (await cell.search(searchQuery.parse({ q }), clerkOf(ARCHIVE))).hits.map(({ page }) => page);
const nothing = { sent: 0, ocr: [], replication: [], fullText: [] };

test("work that is owed and old enough is put on the queue it belongs on", async () => {
  await deposit(1);
  await deposit(2);
  await deposit(3, NEIGHBOUR);
  await cells.home.read(addressOf(2));
  cells.pass(3600);
  const { sent, ocr, replication, fullText } = await reminders();
  expect(sent).toBe(4);
  expect(ocr).toHaveLength(2);
  expect(ocr).toEqual(expect.arrayContaining([addressOf(1), addressOf(3, NEIGHBOUR)]));
  expect(replication).toEqual([addressOf(2)]);
  expect(fullText).toEqual([addressOf(2)]);
});

test("work that has just begun is left alone", async () => {
  await deposit(1);
  await cells.home.read(addressOf(1));
  cells.pass(300);
  expect(await reminders()).toEqual(nothing);
});

test("pages that are safe and in the index are owed nothing", async () => {
  await deposit(1);
  await cells.home.read(addressOf(1));
  await cells.home.indexPage(addressOf(1));
  await cells.replicate(addressOf(1));
  cells.pass(3600);
  expect(await reminders()).toEqual(nothing);
});

test("a replica region owes pages whose home is elsewhere nothing but their place in its own index", async () => {
  await deposit(1);
  await cells.replicate(addressOf(1));
  cells.pass(3600);
  expect(await reminders(cells.replica)).toEqual(nothing);
  await cells.home.read(addressOf(1));
  await cells.replicate(addressOf(1));
  cells.pass(3600);
  expect(await reminders(cells.replica)).toEqual({ ...nothing, sent: 1, fullText: [addressOf(1)] });
  await cells.replica.indexPage(addressOf(1));
  expect(await reminders(cells.replica)).toEqual(nothing);
});

test("what every event lost is finished by reminders alone", async () => {
  const { home, replica } = cells;
  await deposit(1);
  for (const waits of [
    { ...nothing, sent: 1, ocr: [addressOf(1)] },
    { ...nothing, sent: 2, replication: [addressOf(1)], fullText: [addressOf(1)] },
    nothing,
  ]) {
    cells.pass(3600);
    const owed = await reminders();
    expect(owed).toEqual(waits);
    for (const page of owed.ocr) await home.read(page);
    for (const page of owed.replication) await cells.replicate(page);
    for (const page of owed.fullText) await home.indexPage(page);
  }
  for (const page of (await reminders(replica)).fullText) await replica.indexPage(page);
  expect(await home.counts("b1")).toMatchObject({ pages: 1, read: 1, safe: 1, unsafe: 0 });
  for (const cell of [home, replica]) expect(await found("卷宗", cell)).toEqual([1]);
});
