import { afterEach, beforeEach, expect, test } from "vitest";
import { searchQuery } from "../../shared/contract/routes.ts";
import { SearchUnavailable } from "../../shared/storage/search-index.ts";
import { ARCHIVE, clerkOf, openCells, type Cell, type Cells } from "../support/cell.ts";
import type { Script } from "../support/scripted-engine.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const pageAt = (page: number) => ({ archiveId: ARCHIVE, archivalCode, page });
const script = new Map<number, Script>([
  [1, { lines: ["原先的文字"] }],
  [2, { lines: ["改正后文字"] }],
  [3, "undecodable"],
]);

let cells: Cells;
beforeEach(async () => {
  cells = await openCells({ script });
});
afterEach(() => cells.close());

const deposit = async (name: string, bytes: Buffer) => {
  await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${archivalCode}${name}`, bytes));
};
const found = async (q: string, cell: Cell = cells.home) =>
  (await cell.search(searchQuery.parse({ q }), clerkOf(ARCHIVE))).hits.map(({ page }) => page);

test("an index nobody has written to yet finds nothing", async () => {
  expect(await found("原先")).toEqual([]);
});

test("other bytes under a page: only the new text is found", async () => {
  const { home } = cells;
  await deposit("/001.png", await shadedPage(1));
  await home.read(pageAt(1));
  await home.indexPage(pageAt(1));
  expect(await found("原先")).toEqual([1]);
  await deposit("/001.png", await shadedPage(2));
  await home.indexPage(pageAt(1));
  expect(await found("原先")).toEqual([]);
  await home.read(pageAt(1));
  await home.indexPage(pageAt(1));
  expect(await found("改正")).toEqual([1]);
  expect(await found("原先")).toEqual([]);
});

test("an older revision that arrives late never wins, over a text or over a removal", async () => {
  const { home } = cells;
  const described = { ...pageAt(1), title: archivalCode, ocrSha256: "a".repeat(64) };
  await deposit("/001.png", await shadedPage(2));
  await home.read(pageAt(1));
  await home.indexPage(pageAt(1));
  const id = `${ARCHIVE}/${archivalCode}/1`;
  await home.index.put(id, 1, described, "原先");
  expect(await found("原先")).toEqual([]);
  await home.index.remove(id, 1);
  expect(await found("改正")).toEqual([1]);

  await home.index.remove(id, 9);
  await home.index.put(id, 8, described, "原先");
  expect(await found("原先")).toEqual([]);
});

test("a page that was withdrawn, or could not be read, is not found", async () => {
  const { home } = cells;
  await deposit(".tif", await shadedTiff([1, 2, 3]));
  for (const page of [1, 2, 3]) {
    await home.read(pageAt(page));
    await home.indexPage(pageAt(page));
  }
  expect(await found("文字")).toHaveLength(2);
  await deposit(".tif", await shadedTiff([1]));
  for (const page of [3, 2, 1]) await home.indexPage(pageAt(page));
  expect(await found("改正")).toEqual([]);
});

test("each region finds what it has itself, once it has it", async () => {
  const { home, replica } = cells;
  await deposit("/001.png", await shadedPage(1));
  await replica.indexPage(pageAt(1));
  await home.read(pageAt(1));
  await cells.replicate(pageAt(1));
  expect(await found("原先", replica)).toEqual([]);
  await replica.indexPage(pageAt(1));
  await replica.indexPage(pageAt(1));
  expect(await found("原先", replica)).toEqual([1]);
});

test("an index that cannot be reached fails the message, which then comes again", async () => {
  const { home } = cells;
  await deposit("/001.png", await shadedPage(1));
  await home.read(pageAt(1));
  cells.cloud.fault = ({ service }) => (service === "es" ? "cut" : undefined);
  await expect(home.indexPage(pageAt(1))).rejects.toBeInstanceOf(SearchUnavailable);
  cells.cloud.fault = () => undefined;
  await home.indexPage(pageAt(1));
  expect(await found("原先")).toEqual([1]);
});
