import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { releaseBatch } from "../../shared/domain/accession.ts";
import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import { isSafe, waitingFor, type Page } from "../../shared/domain/page.ts";
import { ARCHIVE, openCells, REPLICA, type Cells } from "../support/cell.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const pageAt = (page: number, code = archivalCode) => ({ archiveId: ARCHIVE, archivalCode: code, page });
const mark = { ...batch, by: "service:ocr", archivalCode, page: 1, version: 1, mark: "机密★10年" };
const security = "security-440100";

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const deposit = async (name: string, bytes: Buffer, batchId = "b1", code = archivalCode) =>
  cells.home.receive(await cells.home.upload(`${ARCHIVE}/${batchId}/${code}${name}`, bytes));
const readAndCopied = async (...pages: ReturnType<typeof pageAt>[]) => {
  for (const page of pages) {
    await cells.home.read(page);
    await cells.replicate(page);
  }
};
const pageNow = async (page: number, code = archivalCode): Promise<Page> =>
  (await cells.home.pages.get(pageAt(page, code)))!;
const hold = async () => {
  await cells.home.holdBatch(mark);
  await cells.home.settle(batch);
};
const release = async () => {
  const said = { eventId: "2026-11-23T09:00:00.000Z-00000001", time: "2026-11-23T09:00:00.000Z" };
  const before = await cells.home.accessions.get(ARCHIVE, "b1");
  const result = releaseBatch(before, { actor: security, at: said.time, reason: "题名" });
  if (!result.ok) throw new Error(result.why);
  const event = { type: "batch-released" as const, ...said, ...batch, actor: security, reason: "题名" };
  await cells.home.decided.move(before, result.after, event);
  await cells.home.settle(batch);
};
const keysOf = ({ file, reading }: Page) => [
  originalKey(ARCHIVE, file.sha256),
  ...(reading.state === "read" ? [ocrResultKey(ARCHIVE, reading.sha256)] : []),
];
/** Which of a page's objects lie in a region, in any version. */
const lying = async (cell: "home" | "replica", page: Page) => {
  const found = await Promise.all(
    keysOf(page).map(async (key) => ((await cells[cell].versionsOf(key)) > 0 ? [key] : [])),
  );
  return found.flat();
};
const happened = async (type: string) => (await cells.home.history()).filter((event) => event.type === type);

describe("what went ahead of a batch that is held", () => {
  test("is erased in the replica, in every version, and nothing is removed at home", async () => {
    await deposit("/001.png", await shadedPage(1));
    await deposit("/002.png", await shadedPage(2));
    await readAndCopied(pageAt(1), pageAt(2));
    const before = [await pageNow(1), await pageNow(2)];
    for (const page of before) expect(await lying("replica", page)).toHaveLength(2);
    await hold();
    for (const page of [1, 2]) await cells.replicate(pageAt(page));
    for (const page of before) {
      expect(await lying("replica", page)).toEqual([]);
      expect(await lying("home", page)).toHaveLength(2);
    }
    expect((await pageNow(1)).replicas).toMatchObject([
      { region: REPLICA, state: "pending", erasedAt: expect.any(String) as string },
    ]);
    expect(await happened("copy-set-aside")).toHaveLength(2);
    expect(await happened("copy-erased")).toHaveLength(2);
  });

  test("stays owed until it was looked for after all that was on its way must have arrived", async () => {
    await deposit("/001.png", await shadedPage(1));
    await readAndCopied(pageAt(1));
    const before = await pageNow(1);
    await hold();
    await cells.replicate(pageAt(1));
    expect(waitingFor(await pageNow(1))).toEqual([`replica:${REPLICA}`]);
    // A copy that was begun before the hold arrives after the erasing.
    const bytes = (await cells.home.holdings.readToCopy(originalKey(ARCHIVE, before.file.sha256)))!;
    await cells.replica.holdings.receive(
      originalKey(ARCHIVE, before.file.sha256),
      bytes,
      before.file.sha256,
      "image/png",
      false,
    );
    expect(await lying("replica", before)).toHaveLength(1);
    cells.pass(16 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeReminders("replication")).toEqual([pageAt(1)]);
    await cells.replicate(pageAt(1));
    expect(await lying("replica", before)).toEqual([]);
    expect(waitingFor(await pageNow(1))).toEqual([]);
  });

  test("does not take bytes or text away that a page of another batch has too", async () => {
    const other = "Z109-WS·2011·Y·办公室-0002";
    await deposit("/001.png", await shadedPage(1));
    await deposit("/001.png", await shadedPage(1), "b2", other);
    await readAndCopied(pageAt(1), pageAt(1, other));
    await hold();
    await cells.replicate(pageAt(1));
    expect(await lying("replica", await pageNow(1, other))).toHaveLength(2);
    expect(isSafe(await pageNow(1, other))).toBe(true);
    // With the other batch held too, the last use goes, and the bytes with it.
    await cells.home.holdBatch({ ...mark, batchId: "b2", archivalCode: other });
    await cells.home.settle({ ...batch, batchId: "b2" });
    await cells.replicate(pageAt(1, other));
    expect(await lying("replica", await pageNow(1, other))).toEqual([]);
  });

  test("is the whole file when its pages share one, and earlier bytes of the same batch", async () => {
    await deposit(".tif", await shadedTiff([11, 12]));
    await readAndCopied(pageAt(1), pageAt(2));
    const first = [await pageNow(1), await pageNow(2)];
    await deposit("/001.png", await shadedPage(3));
    await readAndCopied(pageAt(1));
    await hold();
    for (const page of [1, 2]) await cells.replicate(pageAt(page));
    for (const page of [...first, await pageNow(1)]) expect(await lying("replica", page)).toEqual([]);
  });

  test("comes again when the batch is released, and is proven again", async () => {
    await deposit("/001.png", await shadedPage(1));
    await readAndCopied(pageAt(1));
    await hold();
    await cells.replicate(pageAt(1));
    await release();
    expect(isSafe(await pageNow(1))).toBe(false);
    await cells.replicate(pageAt(1));
    expect(isSafe(await pageNow(1))).toBe(true);
    expect(await lying("replica", await pageNow(1))).toHaveLength(2);
  });

  test("is left when the batch was released before the erasing came to it", async () => {
    await deposit("/001.png", await shadedPage(1));
    await readAndCopied(pageAt(1));
    await hold();
    await cells.home.copy(pageAt(1));
    const late = cells.replica.takeErasures();
    expect(late).toHaveLength(1);
    await release();
    await cells.replicate(pageAt(1));
    for (const manifest of late) await cells.replica.erase(manifest);
    expect(await lying("replica", await pageNow(1))).toHaveLength(2);
    expect(isSafe(await pageNow(1))).toBe(true);
  });

  test("that comes twice, or out of order with its proof, ends the same", async () => {
    await deposit("/001.png", await shadedPage(1));
    await cells.home.copy(pageAt(1));
    const proofs = cells.replica.takeManifests();
    await hold();
    await cells.home.copy(pageAt(1));
    const erasures = cells.replica.takeErasures();
    for (const manifest of [...erasures, ...erasures]) await cells.replica.erase(manifest);
    for (const manifest of proofs) await cells.replica.prove(manifest);
    for (const receipt of cells.home.takeReceipts()) await cells.home.record(receipt);
    expect(await lying("replica", await pageNow(1))).toEqual([]);
    expect((await pageNow(1)).replicas).toMatchObject([{ state: "pending", erasedAt: expect.any(String) as string }]);
    expect((await cells.replica.pages.get(pageAt(1)))?.state).toBe("quarantined");
  });
});

test("at home nothing is ever erased", async () => {
  await deposit("/001.png", await shadedPage(1));
  await hold();
  await cells.home.copy(pageAt(1));
  const [manifest] = cells.replica.takeErasures();
  await expect(cells.home.erase({ ...manifest!, to: "cn-north-1" })).rejects.toThrow("is not to be erased");
});
