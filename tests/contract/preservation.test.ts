import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkReport, type CheckReport } from "../../shared/contract/check-report.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { bringCatalogue, csvOf, lineOf } from "../support/bring-catalogue.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { ARCHIVE, clerkOf, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { losingEachOnce } from "../support/lose-answers.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const codeOf = (item: number): string => `Z109-WS·2011·Y·办公室-${String(item).padStart(4, "0")}`;
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const kept = { ...batch, stage: "preservation" } as const;
const archivist = clerkOf(ARCHIVE);
const auditor: Viewer = { principal: "auditor-440100", archiveId: ARCHIVE, roles: ["auditor"] };
const reason = "年度审计";
const days = (count: number): number => count * 24 * 60 * 60;

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const keep = async (item: number, page = 1, batchId = "b1") => {
  const archivalCode = codeOf(item);
  await cells.home.receive(
    await cells.home.upload(
      `${ARCHIVE}/${batchId}/${archivalCode}/${page}.png`,
      await shadedPage(item * 10 + page, 50),
    ),
  );
  await cells.home.read({ archiveId: ARCHIVE, archivalCode, page });
  await cells.replicate({ archiveId: ARCHIVE, archivalCode, page });
};
const describeItems = async (...items: number[]) => {
  const work = await bringCatalogue(cells, csvOf(...items.map((item) => lineOf({ 档号: codeOf(item) }))));
  await cells.home.importCatalogue(work);
};
const ask = (viewer: Viewer = auditor, of: { archiveId: string; batchId: string } = batch) =>
  cells.home.askPreservationTest({ ...of, reason }, viewer);
/** Follows the walk to its end. */
const testWhole = async () => {
  for (let work = [kept] as Parameters<Cells["home"]["test"]>[0][]; work.length > 0; work = cells.home.takeTests())
    for (const one of work) await cells.home.test(one);
};
const standing = async () => (await cells.home.listPreservationTests({ archiveId: ARCHIVE }, auditor)).batches;
const lastOf = async () => (await standing()).find(({ batchId }) => batchId === "b1")?.last;
const reportNow = async (): Promise<CheckReport> => {
  const { files } = await cells.home.getReport(kept, auditor);
  const json = files.find(({ format }) => format === "json");
  return checkReport.parse(await (await fetch(json?.url ?? "")).json());
};
const outcomes = async () =>
  Object.fromEntries(
    (await reportNow()).results.map(({ id, outcome, findings }) => [id, [outcome, findings[0]?.code]]),
  );
const told = async (type: string) => (await cells.home.history()).filter((event) => event.type === type);
const codeOfError = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => "no error",
    (error: unknown) => (error instanceof CallerError ? error.code : String(error)),
  );

describe("what is kept", () => {
  test("is tested a year after it was first seen, and every year from then on, unasked", async () => {
    await keep(1);
    await describeItems(1);
    await cells.home.recheck();
    await cells.prove();
    const [first] = await standing();
    expect(first).toMatchObject({ batchId: "b1" });
    expect(first?.last).toBeUndefined();
    cells.pass(days(364));
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([]);
    cells.pass(days(2));
    await cells.home.recheck();
    await cells.prove();
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([kept]);
    await testWhole();
    expect(await outcomes()).toEqual({
      "authenticity.digest": ["passed", undefined],
      "authenticity.linked": ["passed", undefined],
      "usability.opens": ["passed", undefined],
      // DA/T 31 names no PNG.
      "usability.format": ["failed", "format-not-allowed"],
      "usability.copies": ["passed", undefined],
      "security.malware": ["could-not-check", "no-scanner"],
    });
    const [after] = await standing();
    expect(Date.parse(after?.dueAt ?? "") - Date.parse(after?.last?.testedAt ?? "")).toBe(days(365) * 1000);
    expect(await told("preservation-tested")).toMatchObject([
      { batchId: "b1", reportSha256: after?.last?.reportSha256 },
    ]);
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([]);
  });

  test("is tested at once when somebody asks, who is told of with the reason", async () => {
    await keep(1);
    await ask();
    await testWhole();
    expect(await lastOf()).toMatchObject({ outcome: "failed" });
    expect(await told("preservation-asked")).toMatchObject([{ actor: auditor.principal, reason, batchId: "b1" }]);
    await cells.home.test(kept);
    expect(await told("preservation-tested")).toHaveLength(1);
  });

  test("whose bytes rotted at home fails, and passes once they were repaired and read again", async () => {
    await keep(1);
    const page = await cells.home.pages.get({ archiveId: ARCHIVE, archivalCode: codeOf(1), page: 1 });
    cells.home.rot(originalKey(ARCHIVE, page?.file.sha256 ?? ""));
    await cells.home.recheck();
    await cells.prove();
    await ask();
    await testWhole();
    expect(await outcomes()).toMatchObject({ "authenticity.digest": ["failed", "bytes-changed"] });
    const last = await lastOf();
    expect(last?.outcome).toBe("failed");
    expect(last?.against).toContain("authenticity.digest");
  });

  test("that was not read back within a year cannot be told to be sound", async () => {
    await keep(1);
    cells.pass(days(366));
    await ask();
    await testWhole();
    expect(await outcomes()).toMatchObject({ "authenticity.digest": ["could-not-check", "not-read-back-lately"] });
  });

  test("is compared with what is said of it: an item that is nowhere is missed, one that came with another batch is not", async () => {
    await keep(1);
    await keep(2, 1, "b2");
    await describeItems(1, 2, 3);
    await ask();
    await testWhole();
    const linked = (await reportNow()).results.find(({ id }) => id === "authenticity.linked");
    expect(linked?.findings.map(({ code, archivalCode }) => [code, archivalCode])).toEqual([["no-content", codeOf(3)]]);
    await ask(auditor, { ...batch, batchId: "b2" });
    await cells.home.test({ ...kept, batchId: "b2" });
    const other = (await standing()).find(({ batchId }) => batchId === "b2")?.last;
    expect(other?.against).not.toContain("authenticity.linked");
  });

  test("of a held batch is not looked at until it is released", async () => {
    await keep(1);
    await ask();
    await cells.home.holdBatch({ ...batch, by: "service:ocr", archivalCode: codeOf(1), page: 1, mark: "机密★10年" });
    await testWhole();
    expect(await lastOf()).toBeUndefined();
    expect(await told("preservation-tested")).toEqual([]);
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([]);
    cells.pass(days(2));
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([kept]);
  });

  test("of many pages is gathered slice by slice; being asked for again begins anew", async () => {
    for (let page = 1; page <= 230; page += 1)
      await cells.home.receive(
        await cells.home.upload(`${ARCHIVE}/b1/${codeOf(1)}/${page}.png`, await shadedPage(page, 50)),
      );
    await ask();
    await cells.home.test(kept);
    const [rest] = cells.home.takeTests();
    expect(rest).toMatchObject({ ...kept, walk: { parts: 1 } });
    await ask();
    await cells.home.test(rest ?? kept);
    expect(await lastOf()).toBeUndefined();
    await testWhole();
    expect((await reportNow()).totals.pages).toBe(230);
  }, 60_000);

  test("is tested once, though each call is lost once on the way", async () => {
    await keep(1);
    await ask();
    await losingEachOnce(cells, ["PutItem", "PUT", "TransactWriteItems", "DeleteItem"], () => cells.home.test(kept));
    await testWhole();
    expect(await lastOf()).toBeDefined();
    expect(await told("preservation-tested")).toHaveLength(1);
  });
});

describe("asking", () => {
  test("is for those who answer for the holdings, where they are, and of something that is kept", async () => {
    await keep(1);
    const window: Viewer = { principal: "window", archiveId: ARCHIVE, roles: ["window-clerk"] };
    expect(await codeOfError(ask(window))).toBe("not-allowed");
    expect(await codeOfError(ask(clerkOf(NEIGHBOUR)))).toBe("not-allowed");
    expect(await codeOfError(ask(auditor, { ...batch, batchId: "b9" }))).toBe("not-found");
    expect(await codeOfError(cells.replica.askPreservationTest({ ...batch, reason }, auditor))).toBe("other-region");
    expect(await codeOfError(cells.home.listPreservationTests({ archiveId: ARCHIVE }, window))).toBe("not-allowed");
    expect(await codeOfError(cells.home.getReport(kept, archivist))).toBe("not-found");
  });
});
