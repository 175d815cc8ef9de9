import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { searchIndexName } from "../../shared/contract/names.ts";
import { searchQuery } from "../../shared/contract/search-routes.ts";
import { ocrResultKey } from "../../shared/domain/holdings-key.ts";
import { isSafe } from "../../shared/domain/page.ts";
import { RottenBytes } from "../../shared/storage/holdings.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { SearchUnavailable } from "../../shared/storage/search-index.ts";
import { signedFetch } from "../../shared/storage/signed-fetch.ts";
import { ARCHIVE, clerkOf, HOME, openCells, type Cell, type Cells } from "../support/cell.ts";
import { RECORDS_TABLE } from "../support/cloud.ts";
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

describe("what the index has yet to follow", () => {
  const owed = async (cell: Cell = cells.home) => {
    await cell.reconcile();
    return cell.takeReminders("full-text").map(({ page }) => page);
  };
  /** The page was read, and its event lost, long enough ago to be reminded of. */
  const readLongAgo = async () => {
    await deposit("/001.png", await shadedPage(1));
    await cells.home.read(pageAt(1));
    cells.pass(3600);
  };

  test("is owed until the index holds it, and found by nobody's event", async () => {
    await readLongAgo();
    for (const page of await owed()) await cells.home.indexPage(pageAt(page));
    expect(await found("原先")).toEqual([1]);
    expect(await owed()).toEqual([]);
  });

  test.each(["es", "dynamodb"])("stays owed when %s fails under it, and doing it again ends it", async (failing) => {
    await readLongAgo();
    cells.cloud.fault = ({ service, operation }) =>
      service === failing && ["POST", "PUT", "DeleteItem"].includes(operation) ? "cut" : undefined;
    await expect(cells.home.indexPage(pageAt(1))).rejects.toThrow();
    cells.cloud.fault = () => undefined;
    expect(await owed()).toEqual([1]);
    await cells.home.indexPage(pageAt(1));
    expect(await found("原先")).toEqual([1]);
    expect(await owed()).toEqual([]);
  });

  test("stays owed when the page changes while an earlier revision is put", async () => {
    await readLongAgo();
    const earlier = await cells.home.pages.get(pageAt(1));
    await deposit("/001.png", await shadedPage(2));
    await owedIndexing(cells.home.documents, RECORDS_TABLE).settle(earlier!);
    cells.pass(3600);
    expect(await owed()).toEqual([1]);
    await cells.home.indexPage(pageAt(1));
    expect(await found("原先")).toEqual([]);
    expect(await owed()).toEqual([]);
  });

  test("is owed nothing by a page that was read and noted before there were such notes", async () => {
    await readLongAgo();
    await owedIndexing(cells.home.documents, RECORDS_TABLE).settle((await cells.home.pages.get(pageAt(1)))!);
    await cells.home.indexPage(pageAt(1));
    expect(await found("原先")).toEqual([1]);
    expect(await owed()).toEqual([]);
  });

  test("are the pages a whole file withdraws, in the region it was copied to as well", async () => {
    await deposit(".tif", await shadedTiff([1, 2, 7]));
    for (const page of [1, 2, 3]) {
      await cells.home.read(pageAt(page));
      await cells.home.indexPage(pageAt(page));
      await cells.replicate(pageAt(page));
      await cells.replica.indexPage(pageAt(page));
    }
    await deposit(".tif", await shadedTiff([1, 2]));
    for (const page of [1, 2, 3]) await cells.replicate(pageAt(page));
    cells.pass(3600);
    for (const cell of [cells.home, cells.replica]) {
      expect((await owed(cell)).sort()).toEqual([1, 2, 3]);
      for (const page of [1, 2, 3]) await cell.indexPage(pageAt(page));
      expect(await found("文字", cell)).toEqual([]);
      expect(await owed(cell)).toEqual([]);
    }
  });
});

test("an index that was deleted is made again, and the page that met its absence is put when it comes again", async () => {
  const { home } = cells;
  await deposit("/001.png", await shadedPage(1));
  await home.read(pageAt(1));
  await home.indexPage(pageAt(1));
  await signedFetch(cells.cloud.url, HOME, "es")("DELETE", `/${searchIndexName}`, undefined);
  await home.indexPage(pageAt(1)).catch(() => home.indexPage(pageAt(1)));
  expect(await found("原先")).toEqual([1]);
});

test.each([
  ["home", () => cells.home],
  ["a replica region", () => cells.replica],
])("a text that rotted in %s before it was indexed is found out, replaced and indexed", async (_, where) => {
  const { home } = cells;
  await deposit("/001.png", await shadedPage(1));
  await home.read(pageAt(1));
  await cells.replicate(pageAt(1));
  const { reading } = (await home.pages.get(pageAt(1)))!;
  where().rot(ocrResultKey(ARCHIVE, reading.state === "read" ? reading.sha256 : ""));
  await expect(where().indexPage(pageAt(1))).rejects.toBeInstanceOf(RottenBytes);
  await cells.prove();
  expect(isSafe((await home.pages.get(pageAt(1)))!)).toBe(false);
  await home.copy(pageAt(1));
  await cells.prove();
  await where().indexPage(pageAt(1));
  expect(await found("原先", where())).toEqual([1]);
  expect(isSafe((await home.pages.get(pageAt(1)))!)).toBe(true);
});
