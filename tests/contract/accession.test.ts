import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AccessionTerms } from "../../shared/contract/accession.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { noteTested, releaseBatch, type Accession, type StepResult } from "../../shared/domain/accession.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const code = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const archivist = clerkOf(ARCHIVE);
const approver: Viewer = { principal: "approver-440100", archiveId: ARCHIVE, roles: ["approver"] };
const outsider: Viewer = { principal: "archivist-640100", archiveId: "640100", roles: ["archivist", "approver"] };
const terms: AccessionTerms = { accessionType: "transfer", from: { name: "市民政局" }, restrictions: [] };
const reason = "2026 年移交";
const mark = { ...batch, by: "service:ocr", archivalCode: code, page: 1, mark: "机密★10年" };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const open = (more: Partial<AccessionTerms> = {}) =>
  cells.home.openBatch({ ...batch, ...terms, ...more, reason }, archivist);
const close = () => cells.home.decideBatch({ ...batch, decision: "closed", reason }, archivist);
const upload = async (page: number, batchId = "b1") =>
  cells.home.upload(`${ARCHIVE}/${batchId}/${code}/${String(page).padStart(3, "0")}.png`, await shadedPage(page, 50));
const deposit = async (page: number, batchId = "b1") => cells.home.receive(await upload(page, batchId));
const pageNow = (page = 1) => cells.home.pages.get({ archiveId: ARCHIVE, archivalCode: code, page });
const shown = () => cells.home.getBatch({ ...batch, cursor: undefined, language: "en" }, archivist);
const by = { actor: "security-440100", at: "2026-11-23T09:00:00.000Z" };
/** A step that other capabilities decide. */
const step = async (of: (before: Accession | undefined) => StepResult, type: "batch-released" | "batch-tested") => {
  const before = await cells.home.accessions.get(ARCHIVE, "b1");
  const result = of(before);
  if (!result.ok) throw new Error(result.why);
  const said = { eventId: "2026-11-23T09:00:00.000Z-00000001", time: by.at };
  const event = { ...said, archiveId: ARCHIVE, actor: by.actor, batchId: "b1", reason };
  const tests = { outcome: "passed" as const, against: [], reportSha256: "a".repeat(64) };
  const told = type === "batch-tested" ? { type, ...event, ...tests } : { type, ...event };
  await cells.home.decided.move(before, result.after, told);
};
const eventTypes = async () => (await cells.home.history()).map(({ type }) => type);

describe("opening", () => {
  test("notes the terms, who opened it and why", async () => {
    await open({ agreement: { reference: "移交协议〔2026〕3号" }, expected: { items: 1, pages: 2 } });
    expect((await shown()).accession).toMatchObject({
      accessionType: "transfer",
      from: { name: "市民政局" },
      agreement: { reference: "移交协议〔2026〕3号" },
      expected: { items: 1, pages: 2 },
      state: "open",
      held: false,
      transitions: [{ to: "open", actor: "clerk", reason }],
    });
    expect(await eventTypes()).toEqual(["batch-opened"]);
  });

  test("happens once", async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: "not-now" });
  });

  test("is for the archive's own archivists, at home", async () => {
    await expect(cells.home.openBatch({ ...batch, ...terms, reason }, approver)).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(cells.home.openBatch({ ...batch, ...terms, reason }, outsider)).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(cells.replica.openBatch({ ...batch, ...terms, reason }, archivist)).rejects.toMatchObject({
      code: "other-region",
    });
  });

  test("a batch that has begun to fill says so", async () => {
    await open();
    await deposit(1);
    expect((await shown()).accession?.state).toBe("filling");
  });

  test("a plain deposit into a batch that nobody opened is taken", async () => {
    await deposit(1);
    expect(await shown()).toMatchObject({ accession: undefined, counts: { accepted: 1 } });
  });
});

describe("closing", () => {
  test("refuses what is uploaded afterwards, and takes what was uploaded before and comes late", async () => {
    await open();
    const early = await upload(1);
    cells.pass(5);
    await close();
    cells.pass(5);
    const late = await upload(2);
    await cells.home.receive(late);
    await cells.home.receive(early);
    const { counts, refused, accession } = await shown();
    expect(counts).toMatchObject({ accepted: 1, refused: 1, pages: 1 });
    expect(refused).toMatchObject([{ code: "batch-closed" }]);
    expect(accession?.state).toBe("closed");
  });

  test("an object that was being placed while the batch was closed and shut is refused, not placed", async () => {
    await open();
    const late = await upload(1);
    await cells.home.holdBatch(mark);
    await cells.home.receive(late);
    expect(await shown()).toMatchObject({ counts: { pages: 0, refused: 1 }, refused: [{ code: "batch-held" }] });
  });

  test("an open batch cannot be accepted or returned, nor a tested one be skipped", async () => {
    await open();
    for (const decision of ["accepted", "returned", "converted"] as const)
      await expect(cells.home.decideBatch({ ...batch, decision, reason }, approver)).rejects.toMatchObject({
        code: "not-now",
      });
    await close();
    await expect(cells.home.decideBatch({ ...batch, decision: "accepted", reason }, approver)).rejects.toMatchObject({
      code: "not-now",
    });
  });

  test("whoever fills a batch does not decide of it", async () => {
    await open();
    await close();
    await expect(cells.home.decideBatch({ ...batch, decision: "returned", reason }, archivist)).rejects.toMatchObject({
      code: "not-allowed",
    });
  });
});

describe("returning", () => {
  test("withdraws every page of the batch; the bytes stay", async () => {
    await open();
    await deposit(1);
    await close();
    await cells.home.decideBatch({ ...batch, decision: "returned", reason: "页数不符" }, approver);
    await cells.home.settle(batch);
    const page = await pageNow();
    expect(page?.state).toBe("withdrawn");
    expect((await cells.home.pages.item(ARCHIVE, code))?.pages).toBe(0);
    expect(await cells.home.holdings.keptSince(originalKey(ARCHIVE, page!.file.sha256))).toBeDefined();
    expect(await eventTypes()).toContain("page-withdrawn");
  });
});

describe("a held batch", () => {
  const safeAndRead = async (page: number) => {
    await deposit(page);
    await cells.home.read({ archiveId: ARCHIVE, archivalCode: code, page });
    await cells.replicate({ archiveId: ARCHIVE, archivalCode: code, page });
  };

  test("has its pages set aside at home and in the replica, and nothing is removed at home", async () => {
    await safeAndRead(1);
    await safeAndRead(2);
    const before = await pageNow(1);
    await cells.home.holdBatch(mark);
    await cells.home.settle(batch);
    for (const page of [1, 2]) await cells.replicate({ archiveId: ARCHIVE, archivalCode: code, page });
    expect(await pageNow(1)).toMatchObject({ state: "quarantined", file: before!.file, reading: before!.reading });
    const there = await cells.replica.pages.pagesOf(ARCHIVE, code);
    expect(there.map(({ state }) => state)).toEqual(["quarantined", "quarantined"]);
    expect((await pageNow(1))?.replicas).toMatchObject([{ state: "pending" }]);
    expect(await shown()).toMatchObject({ accession: { held: true }, counts: { pages: 0 }, unsafe: [] });
  });

  test("stands again as it was when it is released; its copies are owed anew", async () => {
    await safeAndRead(1);
    await cells.home.holdBatch(mark);
    await cells.home.settle(batch);
    await cells.replicate({ archiveId: ARCHIVE, archivalCode: code, page: 1 });
    await step((before) => releaseBatch(before, { ...by, reason: "the word stands in a title" }), "batch-released");
    await cells.home.settle(batch);
    expect(await pageNow()).toMatchObject({ state: "kept", replicas: [{ state: "pending" }] });
    await cells.replicate({ archiveId: ARCHIVE, archivalCode: code, page: 1 });
    expect(await pageNow()).toMatchObject({ replicas: [{ state: "proven" }] });
    expect((await cells.replica.pages.pagesOf(ARCHIVE, code)).map(({ state }) => state)).toEqual(["kept"]);
  });

  test("is owed by state: what no event started, the reconciler does", async () => {
    await deposit(1);
    await cells.home.holdBatch(mark);
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeBatches()).toContainEqual({ detail: batch });
    await cells.home.settle(batch);
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeBatches()).toEqual([]);
  });
});

describe("terms", () => {
  test("a registration backup is kept and proven, but neither found nor opened until it is converted", async () => {
    await open({ accessionType: "registration-backup" });
    await deposit(1);
    const address = { archiveId: ARCHIVE, archivalCode: code, page: 1 };
    await cells.home.read(address);
    await cells.replicate(address);
    const kept = await pageNow();
    expect(kept).toMatchObject({ custody: "registration-backup", replicas: [{ state: "proven" }] });
    await expect(cells.home.getPageText(address, archivist)).rejects.toMatchObject({ code: "not-found" });
    await close();
    await step((before) => noteTested(before, { ...by, reason: "tests passed" }), "batch-tested");
    await cells.home.decideBatch({ ...batch, decision: "accepted", reason }, approver);
    await cells.home.decideBatch({ ...batch, decision: "converted", reason: "到期进馆" }, approver);
    await cells.home.settle(batch);
    const converted = await pageNow();
    expect(converted?.custody).toBeUndefined();
    expect(converted?.file).toEqual(kept?.file);
    expect(converted?.replicas).toMatchObject([{ state: "proven", sha256: kept!.file.sha256 }]);
    expect((await cells.home.getPageText(address, archivist)).sha256).toBe(kept!.file.sha256);
  });

  test("a converted backup is the same records, digest for digest, in every region, and is found from then on", async () => {
    await open({ accessionType: "registration-backup" });
    const numbers = [1, 2, 3];
    for (const page of numbers) {
      await deposit(page);
      await cells.home.read({ archiveId: ARCHIVE, archivalCode: code, page });
    }
    const follow = async () => {
      for (const page of numbers) {
        const address = { archiveId: ARCHIVE, archivalCode: code, page };
        await cells.replicate(address);
        for (const cell of [cells.home, cells.replica]) await cell.indexPage(address);
      }
    };
    const same = async (cell: Cells["home"]) =>
      (await cell.pages.pagesOf(ARCHIVE, code)).map(({ archivalCode, page, version, file, reading }) => ({
        ...{ archivalCode, page, version, file, reading },
      }));
    const found = async (cell: Cells["home"]) => (await cell.search({ q: "灰度1", limit: 20 }, archivist)).total.value;
    await follow();
    const [here, there] = [await same(cells.home), await same(cells.replica)];
    expect([await found(cells.home), await found(cells.replica)]).toEqual([0, 0]);
    await close();
    await step((before) => noteTested(before, { ...by, reason: "tests passed" }), "batch-tested");
    await cells.home.decideBatch({ ...batch, decision: "accepted", reason }, approver);
    await cells.home.decideBatch({ ...batch, decision: "converted", reason: "到期进馆" }, approver);
    await cells.home.settle(batch);
    await follow();
    expect([await same(cells.home), await same(cells.replica)]).toEqual([here, there]);
    expect([await found(cells.home), await found(cells.replica)]).toEqual([1, 1]);
    expect((await shown()).counts).toMatchObject({ pages: 3, safe: 3 });
  });

  test("paper volumes and digital sets are compared when asked for, and only where the list names volumes", async () => {
    const units = [code, "Z109-WS·2011·Y·办公室-0002"].map((archivalCode) => ({
      archivalCode,
      medium: "both" as const,
    }));
    await open({ units });
    await deposit(1);
    expect((await shown()).doubleIntake).toBeUndefined();
    const question = { ...batch, cursor: undefined, language: "en" as const, double: true };
    expect((await cells.home.getBatch(question, archivist)).doubleIntake).toEqual({
      paper: 2,
      digital: 1,
      withoutDigital: ["Z109-WS·2011·Y·办公室-0002"],
      withoutPaper: [],
      notListed: [],
      matches: false,
    });
    const other = { ...question, batchId: "b2" };
    expect((await cells.home.getBatch(other, archivist)).doubleIntake).toBeUndefined();
  });

  test("what came before the opening is brought under its terms", async () => {
    await deposit(1);
    await open({ restrictions: ["consultation"] });
    await cells.home.settle(batch);
    expect(await pageNow()).toMatchObject({ restrictions: ["consultation"] });
  });

  test("what a giver forbade stays forbidden when the page comes again with another batch", async () => {
    await open({ restrictions: ["consultation"] });
    await deposit(1);
    const scan = await shadedPage(99, 50);
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b2/${code}/001.png`, scan));
    expect(await pageNow()).toMatchObject({ version: 2, batchId: "b2", restrictions: ["consultation"] });
  });
});
