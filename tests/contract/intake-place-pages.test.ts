import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedJpeg, shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = "2026-11";
const keyOf = (name: string, of = batch) => `${ARCHIVE}/${of}/${archivalCode}${name}`;
const pageAt = (page: number) => ({ archiveId: ARCHIVE, archivalCode, page });

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const happened = async () => (await cells.home.history()).map(({ type }) => type);
const keptPages = async () =>
  (await cells.home.pages.pagesOf(ARCHIVE, archivalCode)).filter(({ state }) => state === "kept");
const send = async (name: string, bytes: Buffer, of = batch) => {
  await cells.home.receive(await cells.home.upload(keyOf(name, of), bytes));
};
const noCounts = { duplicate: 0, superseded: 0, refused: 0, read: 0, failed: 0, needsPerson: 0, safe: 0 };

describe("one page in one file", () => {
  test("stands in its item, its bytes in the holdings, its counts in the batch", async () => {
    const { home } = cells;
    await send("/001.png", await shadedPage(7));
    const page = await home.pages.get(pageAt(1));
    expect(page).toMatchObject({ state: "kept", version: 1, reading: { state: "pending" }, batchId: batch });
    const { sha256 } = page!.file;
    expect(await home.holdings.digest(originalKey(ARCHIVE, sha256))).toBe(sha256);
    expect(await home.counts(batch)).toEqual({
      ...noCounts,
      received: 1,
      accepted: 1,
      pages: 1,
      ocrPending: 1,
      unsafe: 1,
    });
    expect(await happened()).toEqual(["page-accepted"]);
    expect(await home.getItem(pageAt(1), clerkOf(ARCHIVE))).toMatchObject({
      title: archivalCode,
      fonds: "Z109",
      kind: "WS",
      year: 2011,
      safe: false,
      pages: [{ page: 1, sha256, mediaType: "image/png", replicas: [{ state: "pending" }] }],
    });
  });

  test("delivered twice is one page, one count and one event", async () => {
    const event = await cells.home.upload(keyOf("/001.png"), await shadedPage(7));
    await cells.home.receive(event);
    await cells.home.receive(event, 2);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 1, accepted: 1, duplicate: 0, pages: 1 });
    expect(await happened()).toEqual(["page-accepted"]);
  });

  test("delivered several times at once is one page, one count and one event", async () => {
    const event = await cells.home.upload(keyOf("/001.png"), await shadedPage(7));
    const deliveries = await Promise.allSettled([1, 1, 1, 1].map((received) => cells.home.receive(event, received)));
    for (const delivery of deliveries)
      if (delivery.status === "rejected") {
        expect(delivery.reason).toBeInstanceOf(TryAgain);
        await cells.home.receive(event, 2);
      }
    expect(await cells.home.counts(batch)).toMatchObject({ received: 1, accepted: 1, duplicate: 0, pages: 1 });
    expect(await happened()).toEqual(["page-accepted"]);
  });

  test("of which the commit went through but not the answer is not placed a second time", async () => {
    const event = await cells.home.upload(keyOf("/001.png"), await shadedPage(7));
    let lost = false;
    cells.cloud.fault = ({ operation }) => {
      if (operation !== "TransactWriteItems" || lost) return undefined;
      lost = true;
      return "answer-lost";
    };
    await expect(cells.home.receive(event)).rejects.toThrow();
    await cells.home.receive(event, 2);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 1, accepted: 1, pages: 1 });
    expect(await happened()).toEqual(["page-accepted"]);
  });

  test("with the same bytes under a new version of the object is noted as a duplicate and moves nothing but the page's arrival", async () => {
    const bytes = await shadedPage(7);
    await send("/001.png", bytes);
    const before = await cells.home.pages.get(pageAt(1));
    const again = await cells.home.upload(keyOf("/001.png"), bytes);
    await cells.home.receive(again);
    expect(await cells.home.pages.get(pageAt(1))).toEqual({ ...before, writes: 2, arrival: again.arrival });
    expect(await cells.home.counts(batch)).toMatchObject({ received: 2, accepted: 1, duplicate: 1, pages: 1 });
    expect(await happened()).toEqual(["page-accepted", "duplicate-received"]);
  });

  test("with other bytes is a second version, to be read again; the first is kept", async () => {
    const { home } = cells;
    await send("/001.png", await shadedPage(7));
    const first = await home.pages.get(pageAt(1));
    await home.read(pageAt(1));
    await send("/001.jpg", await shadedJpeg(8), "2026-12");
    const second = await home.pages.get(pageAt(1));
    expect(second).toMatchObject({ version: 2, batchId: "2026-12", reading: { state: "pending" } });
    expect(second!.file.sha256).not.toBe(first!.file.sha256);
    expect(await home.holdings.keptSince(originalKey(ARCHIVE, first!.file.sha256))).toBeDefined();
    expect(await home.counts(batch)).toMatchObject({ accepted: 1, pages: 0, read: 0, ocrPending: 0, unsafe: 0 });
    expect(await home.counts("2026-12")).toMatchObject({ accepted: 1, pages: 1, ocrPending: 1, unsafe: 1 });
    expect(await home.pages.item(ARCHIVE, archivalCode)).toMatchObject({ pages: 1 });
  });

  test("arrives beside many others of its item at once, and all are counted", async () => {
    const events = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => cells.home.upload(keyOf(`/${at + 1}.png`), await shadedPage(at))),
    );
    await Promise.all(
      events.map(async (event) => {
        for (let received = 1; ; received += 1)
          try {
            return await cells.home.receive(event, received);
          } catch (error) {
            expect(error).toBeInstanceOf(TryAgain);
          }
      }),
    );
    expect(await cells.home.counts(batch)).toMatchObject({ received: 12, accepted: 12, refused: 0, pages: 12 });
    expect(await cells.home.pages.item(ARCHIVE, archivalCode)).toMatchObject({ pages: 12 });
  });

  test("whose object version was removed before it was looked at leaves no trace and is no failure", async () => {
    const event = await cells.home.upload(keyOf("/001.png"), await shadedPage(7));
    await cells.home.receive({ ...event, versionId: "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH" });
    expect(await happened()).toEqual([]);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 0, accepted: 0, refused: 0 });
  });
});

describe("a whole item in one file", () => {
  const seventy = Array.from({ length: 70 }, (_, at) => at + 1);

  test("is placed page by page, and a crash between its transactions is made good by the next delivery", async () => {
    const { home, cloud } = cells;
    const event = await home.upload(keyOf(".tif"), await shadedTiff(seventy));
    for (const received of [1, 2]) {
      let transactions = 0;
      cloud.fault = ({ operation }) =>
        operation === "TransactWriteItems" && (transactions += 1) > 1 ? "cut" : undefined;
      await expect(home.receive(event, received)).rejects.not.toBeInstanceOf(TryAgain);
    }
    const standing = await keptPages();
    expect(standing.length).toBeGreaterThan(0);
    expect(standing.length).toBeLessThan(70);
    expect(await home.counts(batch)).toMatchObject({ received: 0, accepted: 0, pages: standing.length });

    cloud.fault = () => undefined;
    await home.receive(event, 3);
    expect((await keptPages()).map(({ page, file }) => [page, file.pageInFile, file.pageCount])).toEqual(
      seventy.map((page) => [page, page, 70]),
    );
    expect(await home.counts(batch)).toEqual({
      ...noCounts,
      received: 1,
      accepted: 1,
      pages: 70,
      ocrPending: 70,
      unsafe: 70,
    });
    expect(await home.pages.item(ARCHIVE, archivalCode)).toMatchObject({ pages: 70 });
    expect(await happened()).toEqual(seventy.map(() => "page-accepted"));
  });

  test("with fewer pages than before withdraws those that are no more", async () => {
    await send(".tif", await shadedTiff([1, 2, 3]));
    await send(".tif", await shadedTiff([1, 2]));
    expect((await keptPages()).map(({ page, version }) => [page, version])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 2, accepted: 2, pages: 2, unsafe: 2 });
    expect((await happened()).filter((type) => type === "page-withdrawn")).toHaveLength(1);
    const { pages } = await cells.home.getItem(pageAt(1), clerkOf(ARCHIVE));
    expect(pages.map(({ page }) => page)).toEqual([1, 2]);
  });

  test("replaces pages that came in as many batches as there are pages", async () => {
    const shades = Array.from({ length: 33 }, (_, at) => at + 1);
    for (const shade of shades) await send(`/${shade}.png`, await shadedPage(shade), `b${shade}`);
    await send(".tif", await shadedTiff(shades), "whole");
    expect(await cells.home.counts("whole")).toMatchObject({ received: 1, accepted: 1, pages: 33 });
    for (const shade of shades) expect(await cells.home.counts(`b${shade}`)).toMatchObject({ accepted: 1, pages: 0 });
    expect(await cells.home.pages.item(ARCHIVE, archivalCode)).toMatchObject({ pages: 33 });
  });
});
