import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivist = clerkOf(ARCHIVE);
const person = (principal: string, ...roles: string[]): Viewer => ({ principal, archiveId: ARCHIVE, roles });
const reviewer = person("reviewer", "archivist");
const approver = person("approver", "approver");
const reason = "2026 年鉴定";
const list = { archiveId: ARCHIVE, listId: "2026-01" };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const codeOf = (item: number, period = "D10") => `Z109-WS·2011·${period}·办公室-${String(item).padStart(4, "0")}`;
const deposit = async (code: string) =>
  cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${code}/001.png`, await shadedPage(1, 50)));
const goes = (archivalCode: string) => ({ archivalCode, ground: "保管期限届满", opinion: "无继续保存价值" });
const draft = (codes: readonly string[], by = archivist) =>
  cells.home.draftDestruction({ ...list, title: "到期档案", items: codes.map(goes), reason }, by);
const decide = (decision: "reviewed" | "approved" | "withdrawn", by: Viewer) =>
  cells.home.decideDestruction({ ...list, decision, reason }, by);
const shown = (cursor?: string) => cells.home.getDestruction({ ...list, cursor }, archivist);

describe("a destruction list", () => {
  test("is drafted, reviewed and approved by three people; each step is in the history", async () => {
    for (const item of [1, 2, 3]) await deposit(codeOf(item));
    await draft([codeOf(1), codeOf(2)]);
    expect(await draft([codeOf(3)])).toMatchObject({ state: "draft", items: 3 });
    expect(await decide("reviewed", reviewer)).toMatchObject({ state: "reviewed" });
    expect(await decide("approved", approver)).toMatchObject({ state: "approved" });
    const { entries, steps } = await shown();
    expect(entries.map(({ archivalCode }) => archivalCode)).toEqual([1, 2, 3].map((item) => codeOf(item)));
    expect(entries[0]).toMatchObject({ ground: "保管期限届满", pages: 1, dueOn: "2022-01-01" });
    expect(steps.map(({ to, actor }) => [to, actor])).toEqual([
      ["drafted", "clerk"],
      ["drafted", "clerk"],
      ["reviewed", "reviewer"],
      ["approved", "approver"],
    ]);
    const told = (await cells.home.history()).filter(({ type }) => type.startsWith("destruction-"));
    expect(told.map(({ type }) => type)).toEqual([
      "destruction-drafted",
      "destruction-drafted",
      "destruction-reviewed",
      "destruction-approved",
    ]);
  });

  test("by itself destroys nothing", async () => {
    await deposit(codeOf(1));
    await draft([codeOf(1)]);
    await decide("reviewed", reviewer);
    await decide("approved", approver);
    const item = await cells.home.getItem({ archiveId: ARCHIVE, archivalCode: codeOf(1) }, archivist);
    expect(item.pages).toHaveLength(1);
  });

  test("nobody takes two parts in it", async () => {
    await deposit(codeOf(1));
    await draft([codeOf(1)]);
    await expect(decide("reviewed", archivist)).rejects.toMatchObject({ code: "not-now" });
    await expect(decide("approved", approver)).rejects.toMatchObject({ code: "not-now" });
    await decide("reviewed", person("both", "archivist", "approver"));
    await expect(decide("approved", person("both", "archivist", "approver"))).rejects.toMatchObject({
      code: "not-now",
    });
    await expect(decide("approved", person("clerk", "approver"))).rejects.toMatchObject({ code: "not-now" });
    await expect(decide("approved", reviewer)).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("can be withdrawn, even when approved, and is then done with", async () => {
    await deposit(codeOf(1));
    await draft([codeOf(1)]);
    await decide("reviewed", reviewer);
    await decide("approved", approver);
    expect(await decide("withdrawn", reviewer)).toMatchObject({ state: "withdrawn" });
    await expect(decide("withdrawn", reviewer)).rejects.toMatchObject({ code: "not-now" });
    await expect(draft([codeOf(1)])).rejects.toMatchObject({ code: "not-now" });
  });

  test("takes no item that may not go, names each, and then takes none of the others either", async () => {
    await deposit(codeOf(1));
    await deposit(codeOf(2, "Y"));
    await deposit(codeOf(3, "D30"));
    await expect(draft([codeOf(1), codeOf(2, "Y"), codeOf(3, "D30"), codeOf(4)])).rejects.toMatchObject({
      code: "not-now",
      detail: {
        en: `3 items cannot be on a destruction list. Leave them out and try again: ${codeOf(2, "Y")}: it is kept for ever; ${codeOf(3, "D30")}: its retention has not run out; ${codeOf(4)}: there is no such item.`,
      },
    });
    await expect(shown()).rejects.toMatchObject({ code: "not-found" });
    await draft([codeOf(1)]);
    await expect(draft([codeOf(1)])).rejects.toMatchObject({ code: "not-now" });
  });

  test("takes nothing of a registration backup, or of a batch that is held, or under restrictions", async () => {
    const open = (batchId: string, accessionType: "registration-backup" | "donation", forbidden: boolean) =>
      cells.home.openBatch(
        {
          ...{ archiveId: ARCHIVE, batchId, accessionType, from: { name: "市民" }, reason },
          restrictions: forbidden ? ["publication"] : [],
        },
        archivist,
      );
    await open("b1", "registration-backup", false);
    await deposit(codeOf(1));
    await expect(draft([codeOf(1)])).rejects.toThrow("registration backup");
    await open("b2", "donation", true);
    const scan = await shadedPage(2, 50);
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b2/${codeOf(2)}/001.png`, scan));
    await expect(draft([codeOf(2)])).rejects.toThrow("restricted");
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b3/${codeOf(3)}/001.png`, scan));
    const mark = { by: "service:ocr", archivalCode: codeOf(3), page: 1, mark: "机密★10年" };
    await cells.home.holdBatch({ archiveId: ARCHIVE, batchId: "b3", ...mark });
    await expect(draft([codeOf(3)])).rejects.toThrow("secrecy mark");
  });

  test("takes nothing that is frozen, for whatever matter, until the last of them lets go", async () => {
    await deposit(codeOf(1));
    const freeze = (decision: "frozen" | "released", matter: string, by: Viewer) =>
      cells.home.freezeItems({ archiveId: ARCHIVE, decision, matter, items: [codeOf(1)], reason }, by);
    await freeze("frozen", "诉讼 1 号", archivist);
    await freeze("frozen", "审计 2 号", reviewer);
    await expect(freeze("frozen", "审计 2 号", reviewer)).rejects.toMatchObject({ code: "not-now" });
    await expect(freeze("released", "审计 2 号", reviewer)).rejects.toMatchObject({ code: "not-allowed" });
    await freeze("released", "诉讼 1 号", approver);
    await expect(draft([codeOf(1)])).rejects.toThrow("held against destruction");
    expect(await cells.home.listFrozen({ archiveId: ARCHIVE }, archivist)).toMatchObject({
      items: [{ archivalCode: codeOf(1), holds: [{ matter: "审计 2 号", actor: "reviewer" }] }],
    });
    await freeze("released", "审计 2 号", approver);
    await expect(freeze("released", "审计 2 号", approver)).rejects.toMatchObject({ code: "not-now" });
    expect((await cells.home.listFrozen({ archiveId: ARCHIVE }, archivist)).items).toEqual([]);
    expect(await draft([codeOf(1)])).toMatchObject({ items: 1 });
    const told = (await cells.home.history()).filter(({ type }) => type.startsWith("item-"));
    expect(told.map(({ type }) => type)).toEqual(["item-frozen", "item-frozen", "item-released", "item-released"]);
  });

  test("is for the archive's own people, at home", async () => {
    await deposit(codeOf(1));
    await expect(draft([codeOf(1)], approver)).rejects.toMatchObject({ code: "not-allowed" });
    const outsider: Viewer = { principal: "x", archiveId: "640100", roles: ["archivist", "approver"] };
    await expect(draft([codeOf(1)], outsider)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(
      cells.replica.draftDestruction({ ...list, title: "x", items: [goes(codeOf(1))], reason }, archivist),
    ).rejects.toMatchObject({ code: "other-region" });
    await draft([codeOf(1)]);
    await expect(decide("reviewed", outsider)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(cells.home.getDestruction(list, outsider)).rejects.toMatchObject({ code: "not-allowed" });
  });
});
