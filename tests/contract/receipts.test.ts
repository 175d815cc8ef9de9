import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { receiptAnswer } from "../../shared/contract/evidence-routes.ts";
import { noteTested } from "../../shared/domain/accession.ts";
import { listedPage, receiptContent } from "../../shared/domain/hand-over-receipt.ts";
import { verifySigned } from "../../shared/verification/verify-signed.ts";
import { checkReceipt } from "../../clients/cli/check-receipt.ts";
import { ARCHIVE, clerkOf, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const code = (number: number): string => `Z109-WS·2011·Y·办公室-000${number}`;
const clerk = clerkOf(ARCHIVE);
const approver = { principal: "approver", archiveId: ARCHIVE, roles: ["approver"] };
const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [] };
const digest = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

let cells: Cells;
let made = 0;
beforeAll(async () => {
  cells = await openCells();
});
afterAll(() => cells.close());

type Terms = Omit<Parameters<Cells["home"]["openBatch"]>[0], "archiveId" | "batchId" | "reason">;

/** A closed batch of three pages of two items, one of them in a file of two pages, and an object that was refused. */
const closedBatch = async (given: Terms = terms): Promise<string> => {
  const { home } = cells;
  const batchId = `b${(made += 1)}`;
  const prefix = `${ARCHIVE}/${batchId}`;
  const shade = made * 8;
  await home.openBatch({ archiveId: ARCHIVE, batchId, ...given, reason: "2026 年移交" }, clerk);
  await home.receive(await home.upload(`${prefix}/${code(made)}1/001.png`, await shadedPage(shade)));
  await home.receive(await home.upload(`${prefix}/${code(made)}2.tif`, await shadedTiff([shade + 1, shade + 2])));
  await home.receive(await home.upload(`${prefix}/${code(made)}3/001.png`, Buffer.from("no scan")));
  await home.decideBatch({ archiveId: ARCHIVE, batchId, decision: "closed", reason: "清点完毕" }, clerk);
  return batchId;
};
const report = { json: digest("report"), pdf: digest("pdf"), svg: digest("svg"), signature: "signature" };
/** Its tests are done. */
const testedBatch = async (given: Terms = terms): Promise<string> => {
  const { home } = cells;
  const batchId = await closedBatch(given);
  const before = (await home.accessions.get(ARCHIVE, batchId))!;
  const said = {
    eventId: `2026-11-23T08:00:00.000Z-${String(made).padStart(12, "0")}`,
    time: "2026-11-23T08:00:00.000Z",
  };
  const tested = noteTested(
    before,
    { actor: "service:checks", at: said.time, reason: "合格" },
    { outcome: "passed", against: [], report },
  );
  if (!tested.ok) throw new Error(tested.why);
  const event = { ...said, archiveId: ARCHIVE, actor: "service:checks", batchId, reason: "合格" };
  await home.decided.move(before, tested.after, {
    type: "batch-tested",
    ...event,
    outcome: "passed",
    against: [],
    reportSha256: report.json,
  });
  return batchId;
};
const acceptedBatch = async (given: Terms = terms): Promise<string> => {
  const batchId = await testedBatch(given);
  await cells.home.decideBatch({ archiveId: ARCHIVE, batchId, decision: "accepted", reason: "检测合格" }, approver);
  return batchId;
};
const work = (batchId: string) => ({ archiveId: ARCHIVE, batchId });
const signedOf = async (batchId: string) =>
  receiptAnswer.parse(await cells.home.getReceipt(work(batchId), clerk)).receipts;
const receiptsOf = async (batchId: string) => (await signedOf(batchId)).filter(({ decision }) => decision !== "closed");
const handOverListOf = async (batchId: string) =>
  (await signedOf(batchId)).find(({ decision }) => decision === "closed")?.issued;
const listAt = async (address: string): Promise<string> => (await fetch(address)).text();

describe("the receipt of a batch", () => {
  test("is owed from the moment it is accepted, and says so until it is issued", async () => {
    const batchId = await acceptedBatch();
    expect(await receiptsOf(batchId)).toMatchObject([{ decision: "accepted" }]);
    expect((await receiptsOf(batchId))[0]?.issued).toBeUndefined();
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeHandOvers()).toContainEqual({ detail: work(batchId) });
    await cells.home.issueReceipt(work(batchId));
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeHandOvers()).not.toContainEqual({ detail: work(batchId) });
  });

  test("is signed by the archive, and names every page that was taken over, with its digest and bytes", async () => {
    const batchId = await acceptedBatch();
    await cells.home.issueReceipt(work(batchId));
    const [receipt] = await receiptsOf(batchId);
    const { jws, sha256, list } = receipt!.issued!;
    expect(digest(jws)).toBe(sha256);
    const keys = await cells.home.listKeys({ archiveId: ARCHIVE });
    const checked = await checkReceipt(jws, keys);
    expect(checked).toMatchObject({
      ok: true,
      content: {
        iss: ARCHIVE,
        batchId,
        from: { name: "市民政局" },
        decision: { what: "accepted", by: "approver", reason: "检测合格" },
        custody: "holding",
        refused: 1,
        list: { items: 2, pages: 3, files: 2, sha256: list.sha256 },
      },
    });
    const text = await listAt(list.address);
    expect(digest(text)).toBe(list.sha256);
    expect(Buffer.byteLength(text)).toBe(list.bytes);
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => listedPage.parse(JSON.parse(line)));
    expect(lines).toMatchObject([
      { archivalCode: `${code(made)}1`, page: 1, pageInFile: 1, mediaType: "image/png" },
      { archivalCode: `${code(made)}2`, page: 1, pageInFile: 1, mediaType: "image/tiff" },
      { archivalCode: `${code(made)}2`, page: 2, pageInFile: 2 },
    ]);
    for (const { archivalCode, page, sha256: found } of lines)
      expect((await cells.home.pages.get({ archiveId: ARCHIVE, archivalCode, page }))?.file.sha256).toBe(found);
    expect(list.fileBytes).toBe(lines[0]!.bytes + lines[1]!.bytes);
  });

  test("is issued once, however often its message comes", async () => {
    const batchId = await acceptedBatch();
    await Promise.all([cells.home.issueReceipt(work(batchId)), cells.home.issueReceipt(work(batchId))]);
    const [first] = await receiptsOf(batchId);
    await cells.home.issueReceipt(work(batchId));
    expect((await receiptsOf(batchId))[0]?.issued?.sha256).toBe(first?.issued?.sha256);
    const told = (await cells.home.history()).filter(
      (event) => event.type === "receipt-issued" && event.batchId === batchId && event.decision === "accepted",
    );
    expect(told).toMatchObject([{ pages: 3, decision: "accepted", sha256: first?.issued?.sha256 }]);
  });

  test("is issued in the end when S3 was not reached before", async () => {
    const batchId = await acceptedBatch();
    let left = 1;
    cells.cloud.fault = ({ service }) => (service === "s3" && (left -= 1) >= 0 ? "cut" : undefined);
    await expect(cells.home.issueReceipt(work(batchId))).rejects.toThrow();
    cells.cloud.fault = () => undefined;
    await cells.home.issueReceipt(work(batchId));
    expect((await receiptsOf(batchId))[0]?.issued?.list.pages).toBe(3);
  });

  test("is issued again whole when the process ended between signing and noting", async () => {
    const batchId = await acceptedBatch();
    cells.cloud.fault = ({ operation }) => (operation === "TransactWriteItems" ? "cut" : undefined);
    await expect(cells.home.issueReceipt(work(batchId))).rejects.toThrow();
    cells.cloud.fault = () => undefined;
    await cells.home.issueReceipt(work(batchId));
    expect(await receiptsOf(batchId)).toMatchObject([{ issued: { list: { pages: 3 } } }]);
  });

  test("of a batch that is held waits for its release, and for its pages", async () => {
    const batchId = await acceptedBatch();
    const mark = { by: "service:ocr", archivalCode: `${code(made)}1`, page: 1, mark: "秘密★5年" };
    await cells.home.holdBatch({ archiveId: ARCHIVE, batchId, ...mark });
    await cells.home.settle(work(batchId));
    await cells.home.issueReceipt(work(batchId));
    expect((await receiptsOf(batchId))[0]?.issued).toBeUndefined();
    const before = (await cells.home.accessions.get(ARCHIVE, batchId))!;
    const { quarantine, ...free } = before;
    const said = {
      eventId: `2026-11-23T09:00:00.000Z-${String(made).padStart(12, "0")}`,
      time: "2026-11-23T09:00:00.000Z",
    };
    const event = { ...said, archiveId: ARCHIVE, actor: "security", batchId, reason: "误报" };
    await cells.home.decided.move(before, { ...free, writes: before.writes + 1 }, { type: "batch-released", ...event });
    await expect(cells.home.issueReceipt(work(batchId))).rejects.toMatchObject({ name: "TryAgain" });
    await cells.home.settle(work(batchId));
    await cells.home.issueReceipt(work(batchId));
    expect((await receiptsOf(batchId))[0]?.issued?.list.pages).toBe(3);
  });

  test("leaves no file on the function's disk", async () => {
    await cells.home.issueReceipt(work(await acceptedBatch()));
    expect(readdirSync(cells.home.folder).filter((name) => name.startsWith("pages-"))).toEqual([]);
  });

  test("is shown to those who answer for the archive alone, at its home", async () => {
    const batchId = await acceptedBatch();
    const vendor = { principal: "v", archiveId: ARCHIVE, roles: ["vendor"] };
    for (const viewer of [vendor, clerkOf(NEIGHBOUR)])
      await expect(cells.home.getReceipt(work(batchId), viewer)).rejects.toMatchObject({ code: "not-found" });
    await expect(cells.replica.getReceipt(work(batchId), clerk)).rejects.toMatchObject({ code: "other-region" });
    await expect(cells.home.getReceipt(work("never"), clerk)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("the hand-over list of a batch", () => {
  const readIssued = async (batchId: string) => {
    const issued = (await handOverListOf(batchId))!;
    const checked = await checkReceipt(issued.jws, await cells.home.listKeys({ archiveId: ARCHIVE }));
    return { checked, lines: (await listAt(issued.list.address)).trimEnd().split("\n") };
  };

  test("waits until what came before the closing was read and tested", async () => {
    const batchId = await closedBatch();
    await cells.home.issueReceipt(work(batchId));
    expect(await handOverListOf(batchId)).toBeUndefined();
  });

  test("is signed once the batch was tested, with every digest, what was refused, and the report's digest", async () => {
    const batchId = await testedBatch();
    await cells.home.issueReceipt(work(batchId));
    const { checked, lines } = await readIssued(batchId);
    expect(checked).toMatchObject({
      ok: true,
      content: {
        decision: { what: "closed", by: clerk.principal, reason: "清点完毕" },
        tests: { outcome: "passed", report: report.json },
        refused: 1,
        list: { items: 2, pages: 3, files: 2 },
      },
    });
    expect(lines).toHaveLength(3);
  });

  test("names what had come also when the batch is given back before it was written", async () => {
    const batchId = await testedBatch();
    const decision = { archiveId: ARCHIVE, batchId, decision: "returned" as const, reason: "图像不清" };
    await cells.home.decideBatch(decision, approver);
    await cells.home.settle(work(batchId));
    await cells.home.issueReceipt(work(batchId));
    expect((await readIssued(batchId)).lines).toHaveLength(3);
    expect(await receiptsOf(batchId)).toEqual([]);
  });
});

describe("a registration backup", () => {
  test("gets a receipt when it is taken in, and another with the same digests when it becomes a holding", async () => {
    const batchId = await acceptedBatch({ ...terms, accessionType: "registration-backup" });
    await cells.home.issueReceipt(work(batchId));
    await cells.home.decideBatch({ archiveId: ARCHIVE, batchId, decision: "converted", reason: "到期进馆" }, approver);
    await cells.home.issueReceipt(work(batchId));
    const receipts = await receiptsOf(batchId);
    expect(receipts.map(({ decision }) => decision)).toEqual(["accepted", "converted"]);
    expect(receipts[1]?.issued?.list.sha256).toBe(receipts[0]?.issued?.list.sha256);
    const keys = await cells.home.listKeys({ archiveId: ARCHIVE });
    const custodies = receipts.map(async ({ issued }) => {
      const verdict = await verifySigned(issued!.jws, keys, "lantai-receipt+jws");
      return verdict.ok ? receiptContent.parse(verdict.claims).custody : verdict.why;
    });
    expect(await Promise.all(custodies)).toEqual(["registration-backup", "holding"]);
  });
});
