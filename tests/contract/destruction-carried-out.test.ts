import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { certificateContent, certificateLine } from "../../shared/domain/destruction-certificate.ts";
import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import { waitingFor, type Page } from "../../shared/domain/page.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { verifySigned } from "../../shared/verification/verify-signed.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivist = clerkOf(ARCHIVE);
const person = (principal: string, ...roles: string[]): Viewer => ({ principal, archiveId: ARCHIVE, roles });
const reviewer = person("reviewer", "appraiser");
const approver = person("approver", "approver");
const supervisors = ["张三", "李四"];
const reason = "2026 年鉴定";
const list = { archiveId: ARCHIVE, listId: "2026-01" };
const codeOf = (item: number) => `Z109-WS·2011·D10·办公室-${String(item).padStart(4, "0")}`;
const pageAt = (item: number, page = 1) => ({ archiveId: ARCHIVE, archivalCode: codeOf(item), page });
const keyOf = (item: number, batch = "b1") => `${ARCHIVE}/${batch}/${codeOf(item)}/001.png`;
const script = new Map([1, 2, 3, 4].map((shade) => [shade, { lines: [`值班记录第${shade}页`] }] as const));

let cells: Cells;
beforeEach(async () => {
  cells = await openCells({ script });
});
afterEach(() => cells.close());

const deposit = async (item: number, shade = item, batch = "b1") =>
  cells.home.receive(await cells.home.upload(keyOf(item, batch), await shadedPage(shade, 50)));
const settleDown = async (item: number) => {
  await cells.home.read(pageAt(item));
  await cells.replicate(pageAt(item));
  for (const cell of [cells.home, cells.replica]) await cell.indexPage(pageAt(item));
};
/** An item that has come, was read, copied and indexed, and then came no other way. */
const safeItem = async (item: number, shade = item) => {
  await deposit(item, shade);
  await settleDown(item);
};
const pageNow = async (item: number): Promise<Page> => (await cells.home.pages.get(pageAt(item)))!;

const draft = (...items: number[]) =>
  cells.home.draftDestruction(
    {
      ...list,
      title: "到期档案",
      items: items.map((item) => ({ archivalCode: codeOf(item), ground: "保管期限届满", opinion: "无继续保存价值" })),
      reason,
    },
    archivist,
  );
const approved = async (...items: number[]) => {
  await draft(...items);
  await cells.home.decideDestruction({ ...list, decision: "reviewed", reason }, reviewer);
  await cells.home.decideDestruction({ ...list, decision: "approved", reason }, approver);
};
const order = () => cells.home.decideDestruction({ ...list, decision: "ordered", reason, supervisors }, reviewer);
const shown = () => cells.home.getDestruction(list, archivist);
const outcomes = async () => (await shown()).entries.map(({ outcome }) => outcome);

/** What the queues carry after a walk: destroyed pages go to the other region and out of both indexes. */
const follow = async (...items: number[]) => {
  for (const item of items) await cells.replicate(pageAt(item));
  for (const page of cells.home.takeReminders("replication")) await cells.replicate(page);
  for (const cell of [cells.home, cells.replica]) for (const item of items) await cell.indexPage(pageAt(item));
};
/** Walks until the list is done with, as the queue would have it. */
const carryThrough = async (...items: number[]) => {
  await cells.home.carryOut(list);
  await follow(...items);
  cells.pass(300);
  await cells.home.carryOut(list);
  await follow(...items);
  await cells.home.carryOut(list);
};
const lying = async (page: Page): Promise<number> => {
  const { file, reading } = page;
  const keys = [
    originalKey(ARCHIVE, file.sha256),
    ...(reading.state === "read" ? [ocrResultKey(ARCHIVE, reading.sha256)] : []),
  ];
  const found = await Promise.all(
    [cells.home, cells.replica].flatMap((cell) => keys.map((key) => cell.versionsOf(key))),
  );
  return found.reduce((sum, count) => sum + count, 0);
};
const hits = async (cell: "home" | "replica", q: string) =>
  (await cells[cell].search({ q, limit: 10 }, archivist)).hits.map(({ archivalCode }) => archivalCode);

describe("a list that is carried out", () => {
  test("leaves of its items a tombstone and a certificate, and nothing else anywhere", async () => {
    await safeItem(1);
    await safeItem(2);
    const before = await pageNow(1);
    expect(await lying(before)).toBe(4);
    expect(await hits("replica", "值班记录")).toHaveLength(2);
    await approved(1);
    expect(await order()).toMatchObject({ state: "carrying-out", supervisors });
    await carryThrough(1);
    expect(await shown()).toMatchObject({ state: "carried-out", progress: { destroyed: 1, erased: 1, spared: 0 } });

    expect(await lying(before)).toBe(0);
    expect(await cells.home.intakeVersionsOf(keyOf(1))).toBe(0);
    for (const cell of ["home", "replica"] as const) expect(await hits(cell, "值班记录")).toEqual([codeOf(2)]);
    for (const cell of [cells.home, cells.replica]) {
      expect(await cell.getItem({ archiveId: ARCHIVE, archivalCode: codeOf(1) }, archivist)).toMatchObject({
        pages: [],
        destroyed: { listId: "2026-01" },
      });
      await expect(cell.getPageText(pageAt(1), archivist)).rejects.toMatchObject({ code: "not-found" });
    }
    expect(await cells.home.tombstone(ARCHIVE, codeOf(1))).toMatchObject({
      listId: "2026-01",
      ground: "保管期限届满",
      supervisors,
      persons: [{ actor: "clerk" }, { actor: "reviewer" }, { actor: "approver" }, { to: "ordered" }],
    });
    expect(JSON.stringify(await cells.home.tombstone(ARCHIVE, codeOf(1)))).not.toContain("值班记录");
    // What was not on the list is as it was.
    expect(await lying(await pageNow(2))).toBe(4);
    expect(await cells.home.counts("b1")).toMatchObject({ pages: 1, safe: 1 });
    expect(
      (await cells.home.listDue({ archiveId: ARCHIVE, before: "2026-01-01", limit: 10 }, archivist)).items,
    ).toMatchObject([{ archivalCode: codeOf(2) }]);
  });

  test("is certified with the archive's key, with every digest, and the signature holds from files alone", async () => {
    await safeItem(1);
    const { file } = await pageNow(1);
    await approved(1);
    await expect(cells.home.getCertificate(list, archivist)).rejects.toMatchObject({ code: "not-found" });
    await order();
    await carryThrough(1);
    const { jws, list: kept, page } = await cells.home.getCertificate(list, archivist);
    const keys = await cells.home.listKeys({ archiveId: ARCHIVE });
    const verdict = await verifySigned(jws, keys, "lantai-destruction+jws");
    if (!verdict.ok) throw new Error(verdict.why);
    const content = certificateContent.parse(verdict.claims);
    expect(content).toMatchObject({ listId: "2026-01", items: 1, destroyed: 1, spared: 0, supervisors });
    expect(content.persons.map(({ to, actor }) => [to, actor])).toEqual([
      ["drafted", "clerk"],
      ["reviewed", "reviewer"],
      ["approved", "approver"],
      ["ordered", "reviewer"],
    ]);
    expect([content.list.sha256, content.page.sha256]).toEqual([kept.sha256, page.sha256]);
    const text = await cells.home.evidence.text(ARCHIVE, "destruction-list", kept.sha256);
    expect(certificateLine.parse(JSON.parse(text))).toMatchObject({
      archivalCode: codeOf(1),
      outcome: { is: "destroyed" },
      pages: [{ page: 1, sha256: file.sha256 }],
    });
    expect(await cells.home.evidence.text(ARCHIVE, "destruction-page", page.sha256)).toContain(codeOf(1));
    await expect(cells.home.getCertificate(list, person("x", "reader"))).rejects.toMatchObject({ code: "not-found" });
  });

  test("tells the history of each item and page", async () => {
    await safeItem(1);
    await approved(1);
    await order();
    await carryThrough(1);
    const told = (await cells.home.history()).map(({ type }) => type);
    for (const type of [
      "destruction-ordered",
      "item-destroyed",
      "page-destroyed",
      "item-erased",
      "destruction-carried-out",
    ])
      expect(told.filter((one) => one === type)).toHaveLength(1);
    expect(told.indexOf("item-destroyed")).toBeLessThan(told.indexOf("page-destroyed"));
    expect(told.indexOf("item-erased")).toBeLessThan(told.indexOf("destruction-carried-out"));
  });

  test("needs its order, from somebody else than who approved it", async () => {
    await safeItem(1);
    await draft(1);
    await expect(order()).rejects.toMatchObject({ code: "not-now" });
    await cells.home.decideDestruction({ ...list, decision: "reviewed", reason }, reviewer);
    await cells.home.decideDestruction({ ...list, decision: "approved", reason }, approver);
    await cells.home.carryOut(list);
    expect((await pageNow(1)).state).toBe("kept");
    const asked = { ...list, decision: "ordered" as const, reason, supervisors };
    await expect(cells.home.decideDestruction(asked, approver)).rejects.toMatchObject({ code: "not-now" });
    await order();
    await expect(order()).rejects.toMatchObject({ code: "not-now" });
    const withdrawal = { ...list, decision: "withdrawn" as const, reason };
    await expect(cells.home.decideDestruction(withdrawal, reviewer)).rejects.toMatchObject({ code: "not-now" });
  });
});

describe("what is spared, and why", () => {
  test("is what was frozen after the approval, up to the moment itself", async () => {
    await safeItem(1);
    await safeItem(2);
    await approved(1, 2);
    await order();
    const asked = { archiveId: ARCHIVE, decision: "frozen" as const, matter: "诉讼 1 号", reason };
    await cells.home.freezeItems({ ...asked, items: [codeOf(1)] }, archivist);
    await carryThrough(2);
    expect(await outcomes()).toMatchObject([{ is: "spared", bar: "frozen" }, { is: "destroyed" }]);
    expect(await lying(await pageNow(1))).toBe(4);
    expect(await shown()).toMatchObject({ state: "carried-out", progress: { destroyed: 1, erased: 1, spared: 1 } });
  });

  test("is what has changed since it was listed, is held, or is not settled", async () => {
    for (const item of [1, 2, 3]) await safeItem(item);
    await deposit(4, 4, "b4");
    await settleDown(4);
    await approved(1, 2, 3, 4);
    await order();
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${codeOf(1)}/002.png`, await shadedPage(9, 50)));
    const schedule = { archiveId: ARCHIVE, unit: { by: "fonds" as const, code: "Z109" }, reason };
    const entries = [{ clause: "1", scope: "全部", retention: { kind: "years" as const, years: 10 }, applies: {} }];
    await cells.home.draftSchedule({ ...schedule, title: "表", counting: "next-year", entries }, archivist);
    const mark = { by: "service:ocr", archivalCode: codeOf(4), page: 1, version: 1, mark: "机密★10年" };
    await cells.home.holdBatch({ archiveId: ARCHIVE, batchId: "b4", ...mark });
    cells.home.rot(originalKey(ARCHIVE, (await pageNow(3)).file.sha256));
    cells.pass(24 * 3600);
    await cells.home.startRecheck(person("op", "platform-operator"));
    await cells.home.recheck();
    await cells.prove();
    expect(waitingFor(await pageNow(3))).not.toEqual([]);
    await carryThrough(2);
    expect(await outcomes()).toMatchObject([
      { is: "spared", bar: "changed" },
      { is: "destroyed" },
      { is: "spared", bar: "unsettled" },
      { is: "spared", bar: "quarantined" },
    ]);
  });

  test("is what nobody can erase yet, where the lock gives way to nobody", async () => {
    await safeItem(1);
    await approved(1);
    await order();
    await cells.home.carryOut(list, { lockDays: 3653 });
    expect(await outcomes()).toMatchObject([{ is: "spared", bar: "locked" }]);
    expect((await pageNow(1)).state).toBe("kept");
  });
});

describe("a destroyed item", () => {
  test("does not come again under its code, neither while it is being destroyed nor later", async () => {
    await safeItem(1);
    const late = await cells.home.upload(keyOf(1), await shadedPage(7, 50));
    await approved(1);
    await order();
    await cells.home.carryOut(list);
    const erased = await pageNow(1);
    await cells.home.receive(late);
    await deposit(1, 1, "b2");
    const asked = { archiveId: ARCHIVE, batchId: "b2", cursor: undefined, language: "zh" as const };
    expect((await cells.home.getBatch(asked, archivist)).refused).toMatchObject([{ code: "item-destroyed" }]);
    expect(await cells.home.versionsOf(originalKey(ARCHIVE, erased.file.sha256))).toBe(0);
    await carryThrough(1);
    expect(await shown()).toMatchObject({ state: "carried-out" });
    await deposit(1, 3, "b3");
    expect((await cells.home.getItem({ archiveId: ARCHIVE, archivalCode: codeOf(1) }, archivist)).pages).toEqual([]);
  });

  test("takes no bytes or text from another item that has the same, and is told so on the certificate", async () => {
    await safeItem(1);
    await safeItem(2, 1);
    const { file, reading } = await pageNow(2);
    await approved(1);
    await order();
    await carryThrough(1);
    expect(await lying(await pageNow(2))).toBe(4);
    const digests = [file.sha256, ...(reading.state === "read" ? [reading.sha256] : [])];
    expect(await outcomes()).toMatchObject([{ is: "destroyed", shared: digests }]);
  });

  test("takes what another item is just coming to share: that is taken in anew", async () => {
    await safeItem(1);
    const { file } = await pageNow(1);
    const coming = await cells.home.upload(keyOf(2), await shadedPage(1, 50));
    await approved(1);
    await order();
    await cells.home.carryOut(list);
    expect(await cells.home.versionsOf(originalKey(ARCHIVE, file.sha256))).toBe(0);
    await cells.home.receive(coming);
    expect(await cells.home.versionsOf(originalKey(ARCHIVE, file.sha256))).toBe(1);
    await follow(1);
    cells.pass(300);
    await cells.home.carryOut(list);
    expect(await cells.home.versionsOf(originalKey(ARCHIVE, file.sha256))).toBe(1);
  });

  test("goes with all that came under it before, and with what arrives late in the other region", async () => {
    await safeItem(1);
    const first = await pageNow(1);
    await deposit(1, 3);
    await settleDown(1);
    await approved(1);
    await order();
    await cells.home.carryOut(list);
    await follow(1);
    const key = originalKey(ARCHIVE, first.file.sha256);
    expect(await lying(first)).toBe(0);
    // A copy that was begun before arrives after the erasing.
    const bytes = await shadedPage(1, 50);
    const { Readable } = await import("node:stream");
    const late = { body: Readable.from([bytes]), bytes: bytes.length };
    await cells.replica.holdings.receive(key, late, first.file.sha256, "image/png", false);
    expect(await cells.replica.versionsOf(key)).toBe(1);
    await carryThrough(1);
    expect(await shown()).toMatchObject({ state: "carried-out" });
    expect(await lying(first)).toBe(0);
  });
});
