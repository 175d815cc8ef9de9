import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RetentionPeriod, ScheduleEntry } from "../../shared/contract/retention.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivist = clerkOf(ARCHIVE);
const approver: Viewer = { principal: "approver-440100", archiveId: ARCHIVE, roles: ["approver"] };
const outsider: Viewer = { principal: "archivist-640100", archiveId: "640100", roles: ["archivist", "approver"] };
const fonds = { by: "fonds", code: "Z109" } as const;
const giver = { by: "giver", code: "MZJ" } as const;
const reason = "2026 年修订";
const years = (count: number): RetentionPeriod => ({ kind: "years", years: count });
const lines = (retention: RetentionPeriod): ScheduleEntry[] => [
  { clause: "1", scope: "全部文书", retention, applies: {} },
];

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const draft = (retention: RetentionPeriod, unit: typeof fonds | typeof giver = fonds, by = archivist) =>
  cells.home.draftSchedule(
    { archiveId: ARCHIVE, unit, title: "机关文书", counting: "next-year", entries: lines(retention), reason },
    by,
  );
const approve = (version: number, inForceFrom: string, unit: typeof fonds | typeof giver = fonds, by = approver) =>
  cells.home.decideSchedule({ archiveId: ARCHIVE, unit, version, decision: "approved", inForceFrom, reason }, by);
const inForce = async (retention: RetentionPeriod, from: string, unit: typeof fonds | typeof giver = fonds) => {
  const { version } = await draft(retention, unit);
  await approve(version, from, unit);
};
const codeOf = (year: number, period: string, item = 1) =>
  `Z109-WS·${year}·${period}·办公室-${String(item).padStart(4, "0")}`;
const deposit = async (code: string, batchId = "b1") =>
  cells.home.receive(await cells.home.upload(`${ARCHIVE}/${batchId}/${code}/001.png`, await shadedPage(1, 50)));
const shown = async (archivalCode: string) =>
  (await cells.home.getItem({ archiveId: ARCHIVE, archivalCode }, archivist)).retention;
const due = (before: string, more: { limit?: number; cursor?: string | undefined } = {}) =>
  cells.home.listDue({ archiveId: ARCHIVE, before, limit: 50, ...more }, archivist);
const dueCodes = async (before: string) => (await due(before)).items.map(({ archivalCode }) => archivalCode);

describe("a retention schedule", () => {
  test("is drafted, approved by another, in force, superseded; each step is in the history", async () => {
    expect(await draft(years(10))).toMatchObject({ version: 1, state: "draft" });
    expect(await approve(1, "2011-01-01")).toMatchObject({ state: "in-force", inForceFrom: "2011-01-01" });
    await draft(years(30));
    expect(await approve(2, "2027-01-01")).toMatchObject({ version: 2, state: "approved" });
    cells.pass(60 * 86_400);
    const { schedules, cursor } = await cells.home.listSchedules({ archiveId: ARCHIVE }, archivist);
    expect(schedules.map(({ version, state }) => [version, state])).toEqual([
      [1, "superseded"],
      [2, "in-force"],
    ]);
    expect(cursor).toBeUndefined();
    expect((await cells.home.history()).map(({ type, actor }) => [type, actor])).toEqual([
      ["schedule-drafted", "clerk"],
      ["schedule-approved", "approver-440100"],
      ["schedule-drafted", "clerk"],
      ["schedule-approved", "approver-440100"],
    ]);
  });

  test("is not approved by who drafted it, nor over days that are decided, nor twice", async () => {
    const both: Viewer = { ...approver, roles: ["archivist", "approver"] };
    await draft(years(10), fonds, both);
    await expect(approve(1, "2011-01-01")).rejects.toMatchObject({ code: "not-now" });
    await draft(years(10));
    await approve(2, "2011-01-01");
    await expect(approve(2, "2011-01-01")).rejects.toMatchObject({ code: "not-now" });
    await draft(years(5));
    await expect(approve(3, "2012-01-01")).rejects.toMatchObject({ code: "not-now" });
    await expect(approve(9, "2012-01-01")).rejects.toMatchObject({ code: "not-found" });
  });

  test("can be withdrawn while it is a draft", async () => {
    await draft(years(10));
    const withdrawn = { archiveId: ARCHIVE, unit: fonds, version: 1, decision: "withdrawn" as const, reason };
    expect(await cells.home.decideSchedule(withdrawn, approver)).toMatchObject({ state: "withdrawn" });
    await expect(approve(1, "2011-01-01")).rejects.toMatchObject({ code: "not-now" });
  });

  test("is for the archive's own people, at home", async () => {
    await expect(draft(years(10), fonds, approver)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(draft(years(10), fonds, outsider)).rejects.toMatchObject({ code: "not-allowed" });
    await draft(years(10));
    await expect(approve(1, "2011-01-01", fonds, archivist)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(cells.home.listSchedules({ archiveId: ARCHIVE }, outsider)).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(cells.replica.listSchedules({ archiveId: ARCHIVE }, archivist)).rejects.toMatchObject({
      code: "other-region",
    });
  });

  test("two who draft or approve at once do so one after the other", async () => {
    await Promise.all([draft(years(10)), draft(years(20)), draft(years(30))]);
    const tries = await Promise.allSettled([
      approve(1, "2011-01-01"),
      approve(2, "2012-01-01"),
      approve(3, "2013-01-01"),
    ]);
    expect(tries.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    const { schedules } = await cells.home.listSchedules({ archiveId: ARCHIVE }, archivist);
    expect(schedules.map(({ version }) => version)).toEqual([1, 2, 3]);
    const froms = schedules.flatMap(({ inForceFrom }) => inForceFrom ?? []);
    expect(froms).toHaveLength(tries.filter(({ status }) => status === "fulfilled").length);
  });

  test("many are listed page by page", async () => {
    for (let count = 1; count <= 12; count += 1) await draft(years(count));
    const first = await cells.home.listSchedules({ archiveId: ARCHIVE }, archivist);
    const second = await cells.home.listSchedules({ archiveId: ARCHIVE, cursor: first.cursor }, archivist);
    expect([...first.schedules, ...second.schedules]).toHaveLength(12);
    await expect(cells.home.listSchedules({ archiveId: ARCHIVE, cursor: "x" }, archivist)).rejects.toMatchObject({
      code: "cursor-invalid",
    });
  });
});

describe("an item", () => {
  test("shows how long it is kept, until when and by which version", async () => {
    const code = codeOf(2011, "D10");
    await deposit(code);
    expect(await shown(code)).toEqual({
      period: years(10),
      dueOn: "2022-01-01",
      by: undefined,
      scheduled: undefined,
      findings: ["by-code-alone"],
    });
    await inForce(years(30), "2011-01-01");
    expect(await shown(code)).toEqual({
      period: years(30),
      dueOn: "2042-01-01",
      by: { unit: fonds, version: 1, clause: "1" },
      scheduled: years(30),
      findings: ["disagrees"],
    });
  });

  test("goes by the schedule of whoever gave it, too", async () => {
    const terms = { accessionType: "transfer" as const, from: { name: "市民政局", code: "MZJ" }, restrictions: [] };
    await cells.home.openBatch({ archiveId: ARCHIVE, batchId: "b1", ...terms, reason }, archivist);
    const code = codeOf(2011, "D10");
    await deposit(code);
    await inForce(years(10), "2011-01-01");
    await inForce(years(100), "2011-01-01", giver);
    expect(await shown(code)).toMatchObject({ period: years(100), by: { unit: giver } });
  });

  test("is not spoken of where its schedules are not known", async () => {
    const code = codeOf(2011, "D10");
    await deposit(code);
    await cells.home.read({ archiveId: ARCHIVE, archivalCode: code, page: 1 });
    await cells.replicate({ archiveId: ARCHIVE, archivalCode: code, page: 1 });
    const there = await cells.replica.getItem({ archiveId: ARCHIVE, archivalCode: code }, archivist);
    expect(there.retention).toBeUndefined();
  });
});

describe("what is due", () => {
  test("is what has run out, the earliest first, and nothing permanent", async () => {
    await deposit(codeOf(2012, "D10"));
    await deposit(codeOf(2011, "D10"));
    await deposit(codeOf(2000, "Y"));
    await deposit(codeOf(2011, "D30"));
    expect(await dueCodes("2022-01-01")).toEqual([]);
    expect(await dueCodes("2022-01-02")).toEqual([codeOf(2011, "D10")]);
    expect(await dueCodes("2026-11-23")).toEqual([codeOf(2011, "D10"), codeOf(2012, "D10")]);
    expect(await dueCodes("2999-01-01")).toHaveLength(3);
  });

  test("is not what a schedule keeps longer than its code says", async () => {
    await deposit(codeOf(2011, "D10"));
    await inForce({ kind: "permanent" }, "2011-01-01");
    expect(await dueCodes("2999-01-01")).toEqual([]);
  });

  test("is listed page by page", async () => {
    for (let item = 1; item <= 5; item += 1) await deposit(codeOf(2011, "D10", item));
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await due("2026-11-23", { limit: 2, cursor });
      expect(answer.items.length).toBeLessThanOrEqual(2);
      found.push(...answer.items.map(({ archivalCode }) => archivalCode));
      ({ cursor } = answer);
    } while (cursor !== undefined);
    expect(found.sort()).toEqual([1, 2, 3, 4, 5].map((item) => codeOf(2011, "D10", item)));
  });
});
