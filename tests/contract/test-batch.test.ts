import { createHash } from "node:crypto";
import { createLocalJWKSet, compactVerify } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import type { AccessionTerms } from "../../shared/contract/accession.ts";
import { checkReport, type CheckReport } from "../../shared/contract/check-report.ts";
import { batchRecords } from "../../shared/storage/record-keys.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { CallerError, TryAgain } from "../../shared/runtime/errors.ts";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { goodBag, under, zipOf } from "../support/bags.ts";
import { goodRow } from "../support/catalogue-row.ts";
import { ARCHIVE, clerkOf, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { RECORDS_TABLE } from "../support/cloud.ts";
import { losingEachOnce } from "../support/lose-answers.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const code = "Z109-WS·2011·Y·办公室-0001";
const codeOfItem = (item: number): string => code.replace(/1$/, String(item));
const header = [...Object.keys(goodRow), "页数", "附件档号"];
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const archivist = clerkOf(ARCHIVE);
const approver: Viewer = { principal: "approver-440100", archiveId: ARCHIVE, roles: ["approver"] };
const reason = "2026 年移交";

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const open = (expected?: AccessionTerms["expected"]) =>
  cells.home.openBatch(
    { ...batch, accessionType: "transfer", from: { name: "市民政局" }, restrictions: [], expected, reason },
    archivist,
  );
const close = () => cells.home.decideBatch({ ...batch, decision: "closed", reason }, archivist);
const accept = (exceptions?: string) =>
  cells.home.decideBatch({ ...batch, decision: "accepted", reason, exceptions }, approver);
const deposit = async (page: number) => {
  const bytes = await shadedPage(page, 50);
  await cells.home.receive(
    await cells.home.upload(`${ARCHIVE}/b1/${code}/${String(page).padStart(3, "0")}.png`, bytes),
  );
};
const makeSafe = async (page: number) => {
  const address = { archiveId: ARCHIVE, archivalCode: code, page };
  await cells.home.read(address);
  await cells.replicate(address);
};
const state = async () => (await cells.home.accessions.get(ARCHIVE, "b1"))?.state;
const codeOf = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof CallerError ? error.code : String(error);
};
/** Follows the walk to its end. */
const testWhole = async () => {
  await cells.home.test(batch);
  for (;;) {
    const [next] = cells.home.takeTests();
    if (next === undefined) return;
    await cells.home.test(next);
  }
};
const fetched = async (format: "json" | "pdf" | "svg") => {
  const { files } = await cells.home.getReport(batch, archivist);
  const file = files.find((one) => one.format === format);
  if (file === undefined) throw new Error(`no ${format}`);
  const bytes = Buffer.from(await (await fetch(file.url)).arrayBuffer());
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex"), said: file.sha256 };
};
const reportNow = async (): Promise<CheckReport> =>
  checkReport.parse(JSON.parse((await fetched("json")).bytes.toString()));

describe("a closed batch", () => {
  test("waits until all of it is read and safe, and is then tested once, with a report that its archive signed", async () => {
    await open({ pages: 2 });
    for (const page of [1, 2]) await deposit(page);
    await makeSafe(1);
    await close();
    await expect(cells.home.test(batch)).rejects.toThrow(TryAgain);
    await makeSafe(2);
    await testWhole();
    await cells.home.test(batch);
    expect(await state()).toBe("tested");
    const events = (await cells.home.history()).filter(({ type }) => type === "batch-tested");
    const report = await fetched("json");
    expect(events).toMatchObject([{ batchId: "b1", outcome: "failed", reportSha256: report.sha256 }]);
    for (const format of ["json", "pdf", "svg"] as const) {
      const { sha256, said } = await fetched(format);
      expect(sha256).toBe(said);
    }
    const { signature, files } = await cells.home.getReport(batch, archivist);
    const keys = createLocalJWKSet(await cells.home.listKeys({ archiveId: ARCHIVE }));
    const { payload, protectedHeader } = await compactVerify(signature, keys);
    expect(protectedHeader.typ).toBe("lantai-test-report+jws");
    const digests = Object.fromEntries(files.map(({ format, sha256 }) => [format, sha256]));
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ iss: ARCHIVE, batchId: "b1", ...digests });
  });

  test("waits until its bags are unpacked, and what was in them has come", async () => {
    await open();
    const scan = await shadedPage(1, 50);
    const bag = await zipOf(under("bag", goodBag({ payload: { [`data/${code}/1.png`]: scan } })));
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/bag.zip`, bag));
    await close();
    cells.pass(61);
    await expect(cells.home.test(batch)).rejects.toThrow(TryAgain);
    const [waiting] = await cells.home.bags.ofBatch(ARCHIVE, "b1", 1);
    const work = { ...batch, bagId: waiting?.bagId ?? "" };
    for (let more = [work]; more.length > 0; more = cells.home.takeBags())
      for (const one of more) await cells.home.unpack(one);
    await expect(cells.home.test(batch)).rejects.toThrow(TryAgain);
    cells.pass(601);
    await cells.home.findUnreceived();
    for (const arrived of cells.home.takeArrivals()) await cells.home.receive(arrived);
    await expect(cells.home.test(batch)).rejects.toThrow(TryAgain);
    await makeSafe(1);
    await testWhole();
    expect(await state()).toBe("tested");
  });

  test("is reported with what is wrong, what could not be told, and what was asked", async () => {
    await open({ pages: 2 });
    for (const page of [1, 3]) await deposit(page);
    for (const page of [1, 3]) await makeSafe(page);
    await close();
    await testWhole();
    const { results, totals, outcome, profile } = await reportNow();
    const of = Object.fromEntries(results.map(({ id, outcome: found }) => [id, found]));
    expect(outcome).toBe("failed");
    expect(totals).toMatchObject({ items: 1, pages: 2, files: 2 });
    expect(of).toMatchObject({
      "authenticity.digest": "passed",
      "integrity.page-sequence": "failed",
      "integrity.totals": "passed",
      "usability.format": "failed",
      "usability.copies": "passed",
      "security.malware": "could-not-check",
      "usability.catalogue": "could-not-check",
    });
    expect(profile.mostSkew).toBe(3);
    const { bytes } = await fetched("pdf");
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect((await fetched("svg")).bytes.toString()).toContain("缺此页");
  });

  test("is compared with its catalogue, once that is read to its end", async () => {
    await open({ pages: 2 });
    for (const page of [1, 2]) await deposit(page);
    for (const page of [1, 2]) await makeSafe(page);
    const rows = [
      { ...goodRow, 页数: "3", 附件档号: codeOfItem(3) },
      { ...goodRow, 档号: codeOfItem(2), 页数: "" },
      { ...goodRow, 档号: codeOfItem(4), 日期: "昨天" },
    ].map((row: Record<string, string>) => header.map((name) => row[name] ?? "").join(","));
    await cells.home.receive(
      await cells.home.upload(`${ARCHIVE}/b1/catalogue.csv`, Buffer.from([header.join(","), ...rows].join("\n"))),
    );
    await close();
    await expect(cells.home.test(batch)).rejects.toThrow(TryAgain);
    const said = (await cells.home.history()).find(({ type }) => type === "catalogue-received");
    if (said?.type !== "catalogue-received") throw new Error("no catalogue was received");
    await cells.home.importCatalogue({ ...batch, importId: said.importId });
    await testWhole();
    const { results } = await reportNow();
    const found = Object.fromEntries(
      results.map(({ id, findings }) => [id, findings.map(({ code: what, archivalCode }) => [what, archivalCode])]),
    );
    expect(found).toMatchObject({
      "authenticity.linked": [["no-content", codeOfItem(2)]],
      "integrity.pages-described": [["pages-not-as-described", code]],
      "integrity.attachments": [["attachment-missing", code]],
      "integrity.required-values": [],
      "authenticity.value-form": [],
      "usability.catalogue": [["rows-unread", undefined]],
      "security.classification": [],
    });
  });

  test("is accepted against required checks only with the reason, which stays on record", async () => {
    await open({ pages: 1 });
    await deposit(1);
    await makeSafe(1);
    await close();
    expect(await codeOf(accept())).toBe("not-now");
    await testWhole();
    expect(await codeOf(accept())).toBe("not-now");
    const answer = await accept("PNG 为试点格式，已与移交单位约定");
    expect(answer.state).toBe("accepted");
    expect(answer.tests?.against).toEqual(["usability.format"]);
    expect(answer.transitions.at(-1)).toMatchObject({ to: "accepted", exceptions: "PNG 为试点格式，已与移交单位约定" });
  });

  test("that never becomes safe is tested after half a day, and says so", async () => {
    await open();
    await deposit(1);
    await close();
    await expect(cells.home.test(batch)).rejects.toThrow(TryAgain);
    // The reconciler reminds of it from then on.
    await cells.home.test(batch, 20);
    expect(await state()).toBe("closed");
    cells.pass(12 * 3600);
    await testWhole();
    expect(await state()).toBe("tested");
    const { against, results } = await reportNow();
    expect(against).toEqual(expect.arrayContaining(["authenticity.digest", "usability.opens"]));
    expect(results.find(({ id }) => id === "usability.opens")).toMatchObject({ outcome: "could-not-check" });
  });

  test("is owed its tests by state: the reconciler reminds of it until it is tested, given back or held", async () => {
    await open({ pages: 1 });
    await deposit(1);
    await makeSafe(1);
    await close();
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([]);
    cells.pass(3600);
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([{ ...batch, stage: "transfer" }]);
    await testWhole();
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([]);
  });

  test("that was given back or held meanwhile is not tested", async () => {
    await open({ pages: 1 });
    await deposit(1);
    await makeSafe(1);
    await close();
    await cells.home.holdBatch({ ...batch, by: "service:ocr", archivalCode: code, page: 1, mark: "机密★10年" });
    await cells.home.test(batch);
    expect(await state()).toBe("closed");
    cells.pass(3600);
    await cells.home.reconcile();
    expect(cells.home.takeTests()).toEqual([]);
  });

  test("of many pages is gathered slice by slice, nothing of it stays behind, and a slice of an older state is void", async () => {
    await open({ pages: 2 });
    for (let page = 1; page <= 230; page += 1) await deposit(page);
    await close();
    cells.pass(12 * 3600);
    await cells.home.test(batch);
    const [next] = cells.home.takeTests();
    expect(next?.walk).toMatchObject({ of: 2, parts: 1 });
    await cells.home.test({ ...batch, walk: { of: 1, parts: 1, after: next?.walk?.after ?? "" } });
    expect(await state()).toBe("closed");
    await cells.home.test(next ?? batch);
    expect(await state()).toBe("tested");
    expect((await reportNow()).totals.pages).toBe(230);
    const { Items = [] } = await cells.home.documents.send(
      new QueryCommand({
        TableName: RECORDS_TABLE,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": batchRecords(ARCHIVE, "b1"), ":sk": "GATHERED" },
      }),
    );
    expect(Items).toEqual([]);
  }, 60_000);

  test("is tested though a call is lost on the way: whatever was done is done once", async () => {
    await open({ pages: 1 });
    await deposit(1);
    await makeSafe(1);
    await close();
    await losingEachOnce(cells, ["PutItem", "PUT", "TransactWriteItems", "DeleteItem"], () => cells.home.test(batch));
    await testWhole();
    expect(await state()).toBe("tested");
    expect((await cells.home.history()).filter(({ type }) => type === "batch-tested")).toHaveLength(1);
  });
});

describe("a report", () => {
  test("is read by the archive's own people, where its records are, and once there is one", async () => {
    await open();
    expect(await codeOf(cells.home.getReport(batch, archivist))).toBe("not-found");
    expect(await codeOf(cells.home.getReport(batch, clerkOf(NEIGHBOUR)))).toBe("not-found");
    expect(await codeOf(cells.replica.getReport(batch, archivist))).toBe("other-region");
    expect(z.string().parse(await state())).toBe("open");
  });
});
