import { afterEach, beforeEach, expect, test } from "vitest";
import { ARCHIVE, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const addressOf = (page: number, archiveId = ARCHIVE) => ({ archiveId, archivalCode, page });

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const deposit = async (page: number, archiveId = ARCHIVE) => {
  const { home } = cells;
  await home.receive(await home.upload(`${archiveId}/b1/${archivalCode}/${page}.png`, await shadedPage(page)));
};
const reminders = async () => {
  const sent = await cells.home.reconcile();
  return { sent, ocr: cells.home.takeReminders("ocr"), replication: cells.home.takeReminders("replication") };
};

test("work that is owed and old enough is put on the queue it belongs on", async () => {
  await deposit(1);
  await deposit(2);
  await deposit(3, NEIGHBOUR);
  await cells.home.read(addressOf(2));
  cells.pass(3600);
  const { sent, ocr, replication } = await reminders();
  expect(sent).toBe(3);
  expect(ocr).toHaveLength(2);
  expect(ocr).toEqual(expect.arrayContaining([addressOf(1), addressOf(3, NEIGHBOUR)]));
  expect(replication).toEqual([addressOf(2)]);
});

test("work that has just begun is left alone", async () => {
  await deposit(1);
  cells.pass(300);
  expect(await reminders()).toEqual({ sent: 0, ocr: [], replication: [] });
});

test("pages that are safe are owed nothing", async () => {
  await deposit(1);
  await cells.home.read(addressOf(1));
  await cells.replicate(addressOf(1));
  cells.pass(3600);
  expect(await reminders()).toEqual({ sent: 0, ocr: [], replication: [] });
});

test("a replica region owes nothing for pages whose home is elsewhere", async () => {
  await deposit(1);
  await cells.replicate(addressOf(1));
  cells.pass(3600);
  expect(await cells.replica.reconcile()).toBe(0);
});

test("what every event lost is finished by reminders alone", async () => {
  const { home } = cells;
  await deposit(1);
  for (const waits of [["ocr"], ["replication"]]) {
    cells.pass(3600);
    const { ocr, replication } = await reminders();
    expect([...ocr.map(() => "ocr"), ...replication.map(() => "replication")]).toEqual(waits);
    for (const page of ocr) await home.read(page);
    for (const page of replication) await cells.replicate(page);
  }
  cells.pass(3600);
  expect(await home.counts("b1")).toMatchObject({ pages: 1, read: 1, safe: 1, unsafe: 0 });
  expect(await reminders()).toEqual({ sent: 0, ocr: [], replication: [] });
});
