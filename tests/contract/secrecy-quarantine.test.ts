import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const mark = { ...batch, by: "service:ocr", archivalCode, page: 1, version: 1, mark: "机密★10年" };
const officer: Viewer = { principal: "security-440100", archiveId: ARCHIVE, roles: ["security-officer"] };
const second: Viewer = { ...officer, principal: "security-2-440100" };
const everything = { batch: undefined, cursor: undefined };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const decide = (decision: "hold" | "release", viewer = officer, reason = "题名中的词") =>
  cells.home.decideQuarantine({ ...batch, decision, reason }, viewer);
const list = (viewer = officer, query: { batch?: string; cursor?: string } = {}) =>
  cells.home.listQuarantine({ ...everything, ...query }, viewer);

describe("the security officer", () => {
  test("sees which batches are held and why: mark, page, who and when", async () => {
    await cells.home.holdBatch(mark);
    const { batches, cursor } = await list();
    const why = { by: "service:ocr", archivalCode, page: 1, mark: "机密★10年", at: expect.any(String) as string };
    expect(batches).toEqual([{ ...batch, held: true, why, cleared: [] }]);
    expect(cursor).toBeUndefined();
  });

  test("releases a batch, which is then no longer listed, but shown with what was cleared", async () => {
    await cells.home.holdBatch(mark);
    expect(await decide("release")).toMatchObject({ held: false, cleared: [{ releasedBy: officer.principal }] });
    expect((await list()).batches).toEqual([]);
    expect((await list(officer, { batch: "b1" })).batches).toMatchObject([
      { held: false, cleared: [{ mark: "机密★10年", reason: "题名中的词" }] },
    ]);
  });

  test("holds a batch of which no engine can read why, and another officer releases it", async () => {
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${archivalCode}/001.png`, await shadedPage(1, 50)));
    expect(await decide("hold", officer, "移交单位来函")).toMatchObject({ held: true, why: { mark: "移交单位来函" } });
    await cells.home.settle(batch);
    expect((await cells.home.pages.get({ archiveId: ARCHIVE, archivalCode, page: 1 }))?.state).toBe("quarantined");
    await expect(decide("hold")).rejects.toMatchObject({ code: "not-now" });
    await expect(decide("release")).rejects.toMatchObject({ code: "not-now" });
    expect(await decide("release", second)).toMatchObject({ held: false });
    await expect(decide("release", second)).rejects.toMatchObject({ code: "not-now" });
  });

  test("does not release what they opened themselves", async () => {
    const both: Viewer = { ...officer, roles: ["security-officer", "archivist"] };
    const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [], reason: "移交" };
    await cells.home.openBatch({ ...batch, ...terms }, both);
    await cells.home.holdBatch(mark);
    await expect(decide("release", both)).rejects.toMatchObject({ code: "not-now" });
    expect(await decide("release", second)).toMatchObject({ held: false });
  });

  test("sees many batches in several answers, each once", async () => {
    for (let at = 0; at < 55; at += 1) await cells.home.holdBatch({ ...mark, batchId: `b${100 + at}` });
    await cells.home.holdBatch(mark);
    await decide("release");
    const first = await list();
    const rest = await list(officer, { cursor: first.cursor! });
    expect([...first.batches, ...rest.batches].map(({ batchId }) => batchId)).toEqual(
      Array.from({ length: 55 }, (_, at) => `b${100 + at}`),
    );
    expect(rest.cursor).toBeUndefined();
  });
});

describe("nobody else", () => {
  test.each<[string, Viewer]>([
    ["the archive's archivist", clerkOf(ARCHIVE)],
    ["its window clerk", { ...officer, roles: ["window-clerk"] }],
    ["an operator", { principal: "operator", archiveId: undefined, roles: ["platform-operator", "security-officer"] }],
  ])("sees or decides anything: not %s", async (_, viewer) => {
    await cells.home.holdBatch(mark);
    await expect(list(viewer)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(decide("release", viewer)).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("not another archive's officer, nor in another region", async () => {
    await cells.home.holdBatch(mark);
    const other: Viewer = { ...officer, archiveId: "440200" };
    await expect(decide("release", other)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(cells.replica.listQuarantine(everything, officer)).rejects.toMatchObject({ code: "other-region" });
  });
});
