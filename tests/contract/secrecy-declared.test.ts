import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { declarationWrite } from "../../shared/storage/declared-classifications.ts";
import { RECORDS_TABLE } from "../support/cloud.ts";
import { commit, StateMoved } from "../../shared/storage/transaction.ts";
import { bringCatalogue, csvOf, lineOf } from "../support/bring-catalogue.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const key = `${ARCHIVE}/b1/${archivalCode}/001.png`;
const archivist = clerkOf(ARCHIVE);
const officer: Viewer = { principal: "security-440100", archiveId: ARCHIVE, roles: ["security-officer"] };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const upload = async (metadata?: Record<string, string>) => cells.home.upload(key, await shadedPage(1, 50), metadata);
const volume = "C038-001-002";
const uploadInVolume = async () => cells.home.upload(`${ARCHIVE}/b1/${volume}-0001/001.png`, await shadedPage(1, 50));
const importAll = async (work: Awaited<ReturnType<typeof bringCatalogue>>): Promise<void> => {
  for (let waiting = [work]; waiting.length > 0; waiting = cells.home.takeImports())
    for (const one of waiting) await cells.home.importCatalogue(one);
};
/** Brings a newer catalogue, of one row, to its end. */
const declare = async (row: Readonly<Record<string, string>>, batchId = "b1"): Promise<void> => {
  cells.pass(5);
  await importAll(await bringCatalogue(cells, csvOf(lineOf({ 档号: archivalCode, ...row })), { batchId }));
};
/** Does something in the instant in which everything for a transaction has been read. */
const beforeNextTransaction = (act: () => Promise<void>): void => {
  let done = false;
  cells.home.documents.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === "TransactWriteItemsCommand" && !done) {
          done = true;
          await act();
        }
        return next(args);
      },
    { step: "initialize" },
  );
};
const held = async () => (await cells.home.accessions.get(ARCHIVE, "b1"))?.quarantine;
const itemNow = () => cells.home.getItem({ archiveId: ARCHIVE, archivalCode }, archivist);
const refused = async () =>
  (await cells.home.getBatch({ ...batch, cursor: undefined, language: "zh" }, archivist)).refused;
/** No byte of it has left the intake bucket. */
const heldNothing = async () => {
  const { createHash } = await import("node:crypto");
  const sha256 = createHash("sha256")
    .update(await shadedPage(1, 50))
    .digest("hex");
  expect(await cells.home.holdings.keptSince(originalKey(ARCHIVE, sha256))).toBeUndefined();
};

describe("a batch whose terms declare a level", () => {
  const terms = {
    ...batch,
    accessionType: "transfer" as const,
    from: { name: "市民政局" },
    restrictions: [],
    reason: "移交",
  };

  test.each(["机密", "秘密★5年", "内部", "已解密", "?"])(
    "%s is not opened, with what to do",
    async (classification) => {
      const opening = cells.home.openBatch({ ...terms, classification }, archivist);
      await expect(opening).rejects.toMatchObject({ code: "classified" });
      await expect(opening).rejects.toThrow(/Return it to the giver/);
      expect(await cells.home.accessions.get(ARCHIVE, "b1")).toBeUndefined();
    },
  );

  test.each([undefined, "无", "公开"])("%s is opened", async (classification) => {
    expect(await cells.home.openBatch({ ...terms, classification }, archivist)).toMatchObject({ state: "open" });
  });
});

describe("an object", () => {
  test("whose metadata declare a level is refused before a byte leaves intake, and stays there", async () => {
    const event = await upload({ classification: encodeURIComponent("机密★10年") });
    await cells.home.receive(event);
    expect(await refused()).toMatchObject([{ key, code: "classified" }]);
    expect((await refused())[0]!.detail).toMatch(/退回移交单位/);
    await heldNothing();
    expect((await cells.home.history()).map(({ type }) => type)).toEqual(["object-refused"]);
    // Removing needs a person.
    await cells.home.receive(event);
    expect(await refused()).toHaveLength(1);
  });

  test("whose metadata say none is taken", async () => {
    await cells.home.receive(await upload({ classification: encodeURIComponent("无") }));
    expect(await refused()).toEqual([]);
  });

  test("of an item that a catalogue declares classified is refused unread, until a newer one says it is not", async () => {
    await declare({ 密级: "机密★10年" });
    await cells.home.receive(await upload());
    expect(await refused()).toMatchObject([{ key, code: "classified" }]);
    await heldNothing();
    await declare({ 密级: "无" });
    await cells.home.receive(await upload());
    expect(await refused()).toEqual([]);
    expect(await cells.home.counts("b1")).toMatchObject({ pages: 1 });
  });

  test("of an item in a volume that a catalogue declares classified is refused unread", async () => {
    await declare({ 著录层级: "案卷", 档号: volume, 密级: "秘密" });
    await cells.home.receive(await uploadInVolume());
    expect(await refused()).toMatchObject([{ code: "classified" }]);
  });

  test("that comes into a held batch is refused before a byte leaves intake", async () => {
    await cells.home.holdBatch({ ...batch, by: "service:ocr", mark: "机密★10年" });
    await cells.home.receive(await upload());
    expect(await refused()).toMatchObject([{ code: "batch-held" }]);
    await heldNothing();
  });
});

describe("a 密级 that a catalogue declares when the scans are there already", () => {
  const mark = { by: "service:catalogue", archivalCode, mark: "密级 机密★10年" };

  test("holds the batch of the scans, whatever batch the catalogue came with", async () => {
    await cells.home.receive(await upload());
    await declare({ 密级: "机密★10年" }, "b2");
    expect(await held()).toMatchObject(mark);
    expect((await cells.home.accessions.get(ARCHIVE, "b2"))?.quarantine).toBeUndefined();
  });

  test("of a volume holds the batch of what lies in it, and of nothing beside it", async () => {
    await cells.home.receive(await uploadInVolume());
    await declare({ 著录层级: "案卷", 档号: "C038-001-003", 密级: "秘密" }, "b2");
    expect(await held()).toBeUndefined();
    await declare({ 著录层级: "案卷", 档号: volume, 密级: "秘密" }, "b2");
    expect(await held()).toMatchObject({ archivalCode: `${volume}-0001`, mark: "密级 秘密" });
  });

  test("is not undone by an older catalogue, nor by another row of the same one", async () => {
    await cells.home.receive(await upload());
    const older = await bringCatalogue(cells, csvOf(lineOf({ 档号: archivalCode, 密级: "无" })), { batchId: "b2" });
    cells.pass(5);
    await declare({ 密级: "机密★10年" }, "b2");
    await importAll(older);
    expect((await cells.home.declared.of(ARCHIVE, archivalCode)).get(archivalCode)).toMatchObject({
      declared: "机密★10年",
    });
    cells.pass(5);
    const both = [lineOf({ 档号: archivalCode, 密级: "绝密" }), lineOf({ 档号: archivalCode, 密级: "无" })];
    await importAll(await bringCatalogue(cells, csvOf(...both), { batchId: "b2" }));
    expect((await cells.home.declared.of(ARCHIVE, archivalCode)).get(archivalCode)).toMatchObject({ declared: "绝密" });
  });

  test("hides what was said of the item before", async () => {
    await declare({ 题名: "先前的题名" });
    expect((await itemNow()).title).toBe("先前的题名");
    await declare({ 密级: "机密★10年" });
    await expect(itemNow()).rejects.toMatchObject({ code: "not-found" });
    await declare({ 题名: "先前的题名", 密级: "无" });
    expect((await itemNow()).title).toBe("先前的题名");
  });

  test("holds once, however often the message comes; a release stands until another catalogue declares it", async () => {
    await cells.home.receive(await upload());
    const work = await bringCatalogue(cells, csvOf(lineOf({ 档号: archivalCode, 密级: "机密★10年" })));
    await importAll(work);
    await cells.home.importCatalogue(work, {}, 2);
    expect((await cells.home.history()).filter(({ type }) => type === "batch-quarantined")).toHaveLength(1);
    await cells.home.decideQuarantine({ ...batch, decision: "release", reason: "已解密" }, officer);
    await importAll(work);
    expect(await held()).toBeUndefined();
    await declare({ 密级: "机密★10年" });
    expect(await held()).toMatchObject(mark);
  });

  test("of a volume holds a scan too that its index did not tell of yet, when it is read, and keeps no text of it", async () => {
    const page = { archiveId: ARCHIVE, archivalCode: `${volume}-0001`, page: 1 };
    await cells.home.receive(await uploadInVolume());
    const at = "2026-11-23T09:00:00.000Z";
    const after = { archiveId: ARCHIVE, archivalCode: volume, declared: "秘密", by: "service:catalogue", at };
    await commit(cells.home.documents, [declarationWrite(RECORDS_TABLE, { before: undefined, after })]);
    await cells.home.read(page);
    expect(await held()).toMatchObject({ by: "service:catalogue", archivalCode: page.archivalCode, mark: "密级 秘密" });
    expect((await cells.home.pages.get(page))?.reading).toEqual({ state: "pending" });
    cells.pass(3 * 3600);
    await cells.home.decideQuarantine({ ...batch, decision: "release", reason: "已解密" }, officer);
    await cells.home.settle(batch);
    await cells.home.read(page);
    expect((await cells.home.pages.get(page))?.reading).toMatchObject({ state: "read" });
  });

  test.each([
    ["item", { 档号: archivalCode, 密级: "秘密" }, archivalCode],
    ["volume", { 著录层级: "案卷", 档号: volume, 密级: "秘密" }, `${volume}-0001`],
  ])("refuses a scan that was found fit just before its %s was declared", async (_, row, code) => {
    const scan = await cells.home.upload(`${ARCHIVE}/b1/${code}/001.png`, await shadedPage(1, 50));
    const work = await bringCatalogue(cells, csvOf(lineOf(row)), { batchId: "b2" });
    beforeNextTransaction(() => importAll(work));
    await cells.home.receive(scan).catch((error: unknown) => {
      if (!(error instanceof StateMoved)) throw error;
    });
    await cells.home.receive(scan);
    expect(await cells.home.pages.pagesOf(ARCHIVE, code)).toEqual([]);
    expect(await refused()).toMatchObject([{ code: "classified" }]);
  });
});
