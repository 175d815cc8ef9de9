import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../shared/contract/routes.ts";
import { searchQuery } from "../../shared/contract/search-routes.ts";
import { ARCHIVE, clerkOf, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import type { Script } from "../support/scripted-engine.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const office = "Z109-WS·2011·Y·办公室-0001";
const accounts = "Z109-KU·1998·D30-0002";
const many = "Z109-WS·2005·Y-0003";
const script = new Map<number, Script>([
  [1, { lines: ["兹证明王伟同志", "在广州市劳动局工作", "身份证号11010519491231002X"] }],
  [2, { lines: ["廣州市國營農場職工登記表", "ＡＢＣ１２３号"] }],
  [3, { lines: ["王伟 会计凭证"] }],
  [4, { lines: ["邻馆档案，王伟"] }],
  ...Array.from({ length: 25 }, (_, at): [number, Script] => [
    100 + at,
    { lines: [`知青返城登记表第${at}页`, ...(at % 3 === 0 ? ["返城返城"] : [])] },
  ]),
]);

let cells: Cells;
const indexed = async (archiveId: string, archivalCode: string, file: string, bytes: Buffer, pages = 1) => {
  const { home } = cells;
  await home.receive(await home.upload(`${archiveId}/b1/${archivalCode}${file}`, bytes));
  for (let page = 1; page <= pages; page += 1) {
    await home.read({ archiveId, archivalCode, page });
    await home.indexPage({ archiveId, archivalCode, page });
  }
};

beforeAll(async () => {
  cells = await openCells({ script });
  await indexed(ARCHIVE, office, ".tif", await shadedTiff([1, 2]), 2);
  await indexed(ARCHIVE, accounts, "/1.png", await shadedPage(3));
  await indexed(NEIGHBOUR, office, "/1.png", await shadedPage(4));
  await indexed(ARCHIVE, many, ".tif", await shadedTiff(Array.from({ length: 25 }, (_, at) => 100 + at)), 25);
});
afterAll(() => cells.close());

const find = async (query: Record<string, string>, viewer = clerkOf(ARCHIVE)) =>
  routes.search.answer.parse(await cells.home.search(searchQuery.parse(query), viewer));
const places = async (query: Record<string, string>, viewer = clerkOf(ARCHIVE)) =>
  (await find(query, viewer)).hits.map(({ archivalCode, page }) => `${archivalCode}/${page}`).sort();

describe("a search", () => {
  test("finds a name of two characters, shows it in its words and where it stands", async () => {
    const { hits, total } = await find({ q: "王伟" });
    expect(hits.map(({ archivalCode }) => archivalCode).sort()).toEqual([accounts, office].sort());
    expect(total).toEqual({ value: 2, exact: true });
    for (const { snippet, boxes, title, archivalCode } of hits) {
      expect(snippet).toContain("王伟");
      expect(title).toBe(archivalCode);
      expect(boxes).toHaveLength(1);
      for (const { x, y, w, h } of boxes) {
        expect(x).toBeGreaterThanOrEqual(0.1);
        expect(x + w).toBeLessThanOrEqual(0.9 + 1e-9);
        expect([y >= 0, w > 0, h > 0]).toEqual([true, true, true]);
      }
    }
  });

  test.each([
    ["simplified for traditional", "国营农场"],
    ["traditional for simplified", "勞動局", `${office}/1`],
    ["half width for full width", "abc123"],
    ["over the end of a line", "同志在广州"],
  ])("%s matches", async (how, q, place = how.startsWith("over") ? `${office}/1` : `${office}/2`) => {
    expect(await places({ q })).toEqual([place]);
  });

  test("asks for every word", async () => {
    expect(await places({ q: "王伟 凭证" })).toEqual([`${accounts}/1`]);
  });

  test("is narrowed by archive, kind and years", async () => {
    expect(await places({ q: "王伟", kind: "KU" })).toEqual([`${accounts}/1`]);
    expect(await places({ q: "王伟", from: "2000" })).toEqual([`${office}/1`]);
    expect(await places({ q: "王伟", to: "1998" })).toEqual([`${accounts}/1`]);
    expect(await places({ q: "王伟", from: "1999", to: "2010" })).toEqual([]);
    expect(await places({ q: "王伟", archive: ARCHIVE })).toHaveLength(2);
  });

  test("shows nobody what another archive holds, and nothing to those of no archive", async () => {
    expect(await places({ q: "王伟" }, clerkOf(NEIGHBOUR))).toEqual([`${office}/1`]);
    expect((await find({ q: "邻馆" })).total).toEqual({ value: 0, exact: true });
    expect(await places({ q: "王伟", archive: NEIGHBOUR })).toEqual([]);
    expect(await places({ q: "王伟" }, { principal: "auditor", archiveId: undefined, roles: [] })).toEqual([]);
  });

  test("finds text that OCR misread by most of what was asked", async () => {
    expect(await places({ q: "广州市国营农场职工登汜表" })).toEqual([`${office}/2`]);
  });

  test("for an ID number is refused with its code, and never finds or shows one", async () => {
    const refused = find({ q: "11010519491231002X" });
    await expect(refused).rejects.toMatchObject({ code: "query-has-nothing-to-search" });
    await expect(refused).rejects.toHaveProperty("detail.zh", expect.stringContaining("身份证号"));
    await expect(refused).rejects.toHaveProperty("detail.en", expect.stringContaining("ID numbers"));
    await expect(find({ q: "，。" })).rejects.toMatchObject({ code: "query-has-nothing-to-search" });
    expect((await find({ q: "劳动局" })).hits[0]!.snippet).not.toContain("19491231");
  });

  test("goes on page by page without a gap or a repeat", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await find({ q: "返城", limit: "7", ...(cursor === undefined ? {} : { cursor }) });
      expect(answer.total.value).toBe(25);
      seen.push(...answer.hits.map(({ page }) => String(page)));
      cursor = answer.cursor;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  test.each(["nonsense", Buffer.from('{"match":"all","after":["x"]}').toString("base64url")])(
    "refuses the cursor %s as none of its own",
    async (cursor) => {
      await expect(find({ q: "返城", cursor })).rejects.toMatchObject({ code: "cursor-invalid" });
    },
  );

  test("says so when the index cannot be reached", async () => {
    cells.cloud.fault = ({ service }) => (service === "es" ? "cut" : undefined);
    try {
      await expect(find({ q: "王伟" })).rejects.toMatchObject({ code: "search-unavailable" });
    } finally {
      cells.cloud.fault = () => undefined;
    }
  });
});
