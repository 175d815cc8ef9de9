import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csvTemplate } from "../../shared/catalogue/template.ts";
import { searchQuery } from "../../shared/contract/search-routes.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { RECORDS_TABLE } from "../support/cloud.ts";
import { bringCatalogue, csvOf, lineOf } from "../support/bring-catalogue.ts";
import { goodRow } from "../support/catalogue-row.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const batch = { archiveId: ARCHIVE, batchId: "b1" };
const clerk = clerkOf(ARCHIVE);
const stranger: Viewer = { principal: "clerk-640100", archiveId: "640100", roles: ["archivist"] };
const codeOf = (item: number) => `Z109-WS·2011·Y·办公室-${String(item).padStart(4, "0")}`;
const rowOf = (item: number, more: Readonly<Record<string, string>> = {}): string =>
  lineOf({ 档号: codeOf(item), 题名: `第${item}件`, ...more });

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const bring = (bytes: Uint8Array, file?: string) => bringCatalogue(cells, bytes, { ...batch, ...(file && { file }) });
type Limits = Parameters<Cells["home"]["importCatalogue"]>[1];
/** Slice after slice, until nothing is handed on. */
const importAll = async (bytes: Uint8Array, limits?: Limits, file?: string) => {
  let waiting = [await bring(bytes, file)];
  for (; waiting.length > 0; waiting = cells.home.takeImports())
    for (const work of waiting) await cells.home.importCatalogue(work, limits);
  return newest();
};
const newest = async () => (await cells.home.listImports({ ...batch, language: "en" }, clerk)).imports[0];
const itemNow = (item: number) => cells.home.getItem({ archiveId: ARCHIVE, archivalCode: codeOf(item) }, clerk);
const faultsOf = async (importId = "") => {
  const { rows } = await cells.home.listFaults({ ...batch, importId, cursor: undefined, language: "en" }, clerk);
  return rows.map(({ row, faults }) => [row, ...faults.map(({ column, code }) => `${column} ${code}`)]);
};
/** All that is known of units and imports, without what depends on the moment. */
const knownNow = async () => {
  const { Items = [] } = await cells.home.documents.send(new ScanCommand({ TableName: RECORDS_TABLE }));
  const text = Items.filter(({ sk }) => /^(DESCRI|CLASS|FAULT|IMPORT)/.test(String(sk)))
    .map((item) => JSON.stringify(item))
    .sort()
    .join("\n");
  const moving = /"(endedAt|versionId)":"[^"]*",?|"writes":\d+,?|(?<=Z-)[0-9a-f]{16}/g;
  return text.replaceAll(moving, "");
};

describe("a catalogue", () => {
  test("describes the items of its batch, and says of each row it does not take why", async () => {
    const stands = await importAll(
      csvOf(rowOf(1), rowOf(2, { 日期: "昨天", 保管期限: "长期" }), rowOf(3, { 密级: "机密★10年", 题名: "不得留存" })),
    );
    expect(stands).toMatchObject({
      state: "done",
      row: 4,
      counts: { read: 3, added: 1, changed: 0, unchanged: 0, superseded: 0, refused: 2, classified: 1 },
    });
    expect(await faultsOf(stands?.importId)).toEqual([
      [3, "日期 date-malformed", "保管期限 retention-without-years"],
      [4, "密级 classified"],
    ]);
    expect(await itemNow(1)).toMatchObject({
      title: "第1件",
      year: 2011,
      pages: [],
      safe: false,
      description: { creator: goodRow.责任者, date: "20110301", openingMark: "unreviewed", row: 2 },
    });
    await expect(itemNow(3)).rejects.toMatchObject({ code: "not-found" });
  });

  test("leaves of a classified row nothing but its code", async () => {
    await importAll(csvOf(rowOf(3, { 密级: "绝密", 题名: "不得留存" })));
    expect((await cells.home.declared.of(ARCHIVE, codeOf(3))).get(codeOf(3))).toMatchObject({ declared: "绝密" });
    expect(await knownNow()).not.toContain("不得留存");
  });

  test("keeps no identity number in full", async () => {
    const kind = { 档案种类: "婚姻", 男方姓名: "张三", 女方姓名: "李四", 男方身份证号: "11010519491231002X" };
    await importAll(csvOf(rowOf(1, kind)));
    expect((await itemNow(1)).description).toMatchObject({
      kind: "marriage",
      fields: { husbandName: "张三", husbandIdentityNumber: "110105********002X" },
    });
    expect(await knownNow()).not.toContain("11010519491231002X");
  });

  test("brought again changes nothing; brought otherwise changes what differs", async () => {
    await importAll(csvOf(rowOf(1), rowOf(2)));
    cells.pass(5);
    const again = await importAll(csvOf(rowOf(1), rowOf(2)));
    expect(again?.counts).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    cells.pass(5);
    const other = await importAll(csvOf(rowOf(1, { 题名: "改正" }), rowOf(2)));
    expect(other?.counts).toMatchObject({ changed: 1, unchanged: 1 });
    expect(await itemNow(1)).toMatchObject({ title: "改正", description: { importId: other?.importId } });
    expect((await itemNow(2)).description?.importId).not.toBe(again?.importId);
  });

  test("that is older does not undo what a newer one says, whichever is dealt with last", async () => {
    const older = await bring(csvOf(rowOf(1, { 题名: "旧" })));
    cells.pass(5);
    await importAll(csvOf(rowOf(1, { 题名: "新" })), undefined, "catalogue-2.csv");
    await cells.home.importCatalogue(older);
    expect((await itemNow(1)).title).toBe("新");
    const { imports } = await cells.home.listImports({ ...batch, language: "en" }, clerk);
    expect(imports.map(({ counts }) => counts.superseded)).toEqual([0, 1]);
  });

  test("that says two things of one item is refused at the second, also far apart", async () => {
    const rows = [rowOf(1), rowOf(2), rowOf(1), rowOf(1, { 题名: "另说" })];
    for (const rowsAtOnce of [500, 1]) {
      const stands = await importAll(csvOf(...rows), { rowsAtOnce }, `catalogue-${rowsAtOnce}.csv`);
      expect(stands?.counts).toMatchObject({ refused: 1, read: 4 });
      expect(await faultsOf(stands?.importId)).toEqual([[5, "档号 code-twice"]]);
      cells.pass(5);
    }
  });

  test("with a row wider than its header is not guessed at", async () => {
    const stands = await importAll(csvOf(rowOf(1), `${rowOf(2)},x`));
    expect(await faultsOf(stands?.importId)).toEqual([[3, " too-many-cells"]]);
  });

  test("that cannot be read to its end says so, and up to which row it stands", async () => {
    const stands = await importAll(csvOf(rowOf(1), rowOf(2), '文件,"'));
    expect(stands).toMatchObject({
      state: "failed",
      row: 3,
      counts: { added: 2 },
      fault: { code: "table-broken", row: 3 },
    });
    expect((await cells.home.history()).at(-1)).toMatchObject({ type: "catalogue-failed", code: "table-broken" });
  });

  test("whose header is unknown stands with no row", async () => {
    expect(await importAll(Buffer.from("著录层级,档号,题名,心情\r\n文件,a,b,c\r\n"))).toMatchObject({
      state: "failed",
      counts: { read: 0 },
      fault: { code: "column-unknown" },
    });
  });

  test("made from the template is taken", async () => {
    const filled = csvTemplate(undefined, "zh").toString("utf8").replace("#示例 ", "");
    expect((await importAll(Buffer.from(filled)))?.counts).toMatchObject({ added: 1, refused: 0 });
  });

  test("is not shown to another archive", async () => {
    const work = await bring(csvOf(rowOf(1)));
    await expect(cells.home.listImports({ ...batch, language: "en" }, stranger)).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(cells.home.listFaults({ ...work, cursor: undefined, language: "en" }, stranger)).rejects.toMatchObject(
      { code: "not-found" },
    );
  });

  test("that comes after its batch was closed is refused", async () => {
    const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [], reason: "移交" };
    await cells.home.openBatch({ ...batch, ...terms }, clerk);
    await cells.home.decideBatch({ ...batch, decision: "closed", reason: "齐" }, clerk);
    cells.pass(5);
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/catalogue.csv`, csvOf(rowOf(1))));
    const shown = await cells.home.getBatch({ ...batch, cursor: undefined, language: "en" }, clerk);
    expect(shown.refused).toMatchObject([{ code: "batch-closed" }]);
    expect(await newest()).toBeUndefined();
  });
});

/** Ends what is being done at the given call of the database, before the call or after its answer. */
const breaksOff = () => {
  let [left, at] = [0, "before"];
  cells.home.documents.middlewareStack.add(
    (next) => async (args) => {
      left -= 1;
      const now = left === 0;
      if (now && at === "before") throw new Error("broken off");
      const answer = await next(args);
      if (now) throw new Error("broken off");
      return answer;
    },
    { step: "initialize", name: "breaksOff" },
  );
  return (call: number, when: "before" | "after"): void => {
    [left, at] = [call, when];
  };
};

describe("an import", () => {
  const rows = Array.from({ length: 12 }, (_, at) =>
    rowOf(at % 9, at % 5 === 4 ? { 日期: "昨天" } : at === 11 ? { 题名: "另说" } : {}),
  );
  const limits = { rowsAtOnce: 2 };

  test("goes on in slices of time, one message each", async () => {
    const work = await bring(csvOf(...rows));
    await cells.home.importCatalogue(work, { ...limits, sliceSeconds: 0 });
    expect(await newest()).toMatchObject({ state: "reading", row: 3 });
    expect(cells.home.takeImports()).toEqual([work]);
    cells.pass(5);
    await importAll(csvOf(...rows), { ...limits, sliceSeconds: 0 }, "catalogue-2.csv");
    expect(await newest()).toMatchObject({ state: "done", row: 13 });
  });

  test("ends the same however often it is broken off, and wherever", async () => {
    await importAll(csvOf(...rows), limits);
    const unbroken = await knownNow();
    const whole = await newest();
    await cells.close();

    cells = await openCells();
    const work = await bring(csvOf(...rows));
    const breakAt = breaksOff();
    for (let call = 1; (await newest())?.state !== "done"; call += 1)
      for (const when of ["before", "after"] as const) {
        breakAt(call, when);
        await cells.home.importCatalogue(work, limits).catch(() => undefined);
        breakAt(0, when);
      }
    expect((await newest())?.counts).toEqual(whole?.counts);
    expect(await knownNow()).toBe(unbroken);
  });

  test("that two workers are at comes to the same as one", async () => {
    const work = await bring(csvOf(...rows));
    await Promise.allSettled([cells.home.importCatalogue(work, limits), cells.home.importCatalogue(work, limits)]);
    await cells.home.importCatalogue(work, limits);
    const { counts } = (await newest()) ?? {};
    expect(counts).toMatchObject({ read: 12 });
    expect((counts?.added ?? 0) + (counts?.unchanged ?? 0) + (counts?.refused ?? 0)).toBe(12);
  });

  test("that ended is left alone", async () => {
    const work = await bring(csvOf(rowOf(1)));
    await cells.home.importCatalogue(work);
    const before = await knownNow();
    await cells.home.importCatalogue(work);
    expect(await knownNow()).toBe(before);
    expect((await cells.home.history()).map(({ type }) => type)).toEqual(["catalogue-received", "catalogue-imported"]);
  });

  test("whose message was lost is owed, and reminded of", async () => {
    const work = await bring(csvOf(rowOf(1)));
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeImports()).toEqual([work]);
    await cells.home.importCatalogue(work);
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeImports()).toEqual([]);
  });

  test("of an object that was removed meanwhile fails, and says so", async () => {
    const work = await bring(csvOf(rowOf(1)));
    const { versionId } = (await cells.home.catalogues.import(work.archiveId, work.batchId, work.importId))!;
    await cells.home.remove(`${ARCHIVE}/b1/catalogue.csv`, versionId);
    await cells.home.importCatalogue(work);
    expect(await newest()).toMatchObject({ state: "failed", fault: { code: "table-gone" } });
  });
});

describe("described items", () => {
  test("are listed in order of their codes, some at a time", async () => {
    await importAll(csvOf(rowOf(3), rowOf(1), rowOf(2), "案卷,C038-001-002,一卷,,,,,,,,,"));
    const first = await cells.home.catalogues.describedItems(ARCHIVE, "b1", undefined, 2);
    expect(first.found.map(({ description: { archivalCode } }) => archivalCode)).toEqual([codeOf(1), codeOf(2)]);
    const rest = await cells.home.catalogues.describedItems(ARCHIVE, "b1", first.next, 2);
    expect(rest.found.map(({ description: { title } }) => title)).toEqual(["第3件"]);
  });

  test("give their pages in the index their title, whichever comes first", async () => {
    const page = { archiveId: ARCHIVE, archivalCode: codeOf(1), page: 1 };
    const titles = async () => {
      const { hits } = await cells.home.search(searchQuery.parse({ q: "登记" }), clerk);
      return hits.map(({ title }) => title);
    };
    const place = async () => {
      await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${codeOf(1)}/001.png`, await shadedPage(1, 50)));
      await cells.home.read(page);
      await cells.home.indexPage(page);
    };
    await cells.close();
    cells = await openCells({ script: new Map([[1, { lines: ["婚姻登记"] }]]) });
    await place();
    expect(await titles()).toEqual([codeOf(1)]);
    await importAll(csvOf(rowOf(1)));
    for (const reminder of cells.home.takeReminders("full-text")) await cells.home.indexPage(reminder);
    expect(await titles()).toEqual(["第1件"]);
  });
});
