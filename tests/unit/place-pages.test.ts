import { describe, expect, test } from "vitest";
import { placePages, type FitFile } from "../../functions/intake/place-pages.ts";
import type { Page } from "../../shared/domain/page.ts";

const moment = "2026-11-23T08:00:00.000Z";
const digestOf = (letter: string) => letter.repeat(64);
const file = (letter: string, more: Partial<FitFile> = {}): FitFile => ({
  archiveId: "440100",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  batchId: "b1",
  homeRegion: "cn-north-1",
  replicaRegions: ["cn-northwest-1"],
  sha256: digestOf(letter),
  mediaType: "image/tiff",
  bytes: 10,
  pageCount: 1,
  singlePage: 1,
  acceptedAt: moment,
  ...more,
});
const whole = (letter: string, pageCount: number) => file(letter, { pageCount, singlePage: undefined });

/** The item after some files, one after the other. */
const itemAfter = (...files: readonly FitFile[]): Page[] => {
  const pages = new Map<number, Page>();
  for (const one of files) for (const { after } of placePages(one, [...pages.values()])) pages.set(after.page, after);
  return [...pages.values()];
};
const kept = (pages: readonly Page[]) =>
  pages
    .filter(({ state }) => state === "kept")
    .map(({ page, version, file: { sha256 } }) => [page, version, sha256[0]]);

describe("a file of one page", () => {
  test("makes its page, unread and without copies, whichever page it is", () => {
    const [move] = placePages(file("a", { singlePage: 7 }), []);
    expect(move).toMatchObject({
      before: undefined,
      after: {
        page: 7,
        version: 1,
        revision: 1,
        writes: 1,
        file: { pageInFile: 1 },
        reading: { state: "pending" },
        replicas: [{ region: "cn-northwest-1", state: "pending", revision: 0 }],
      },
    });
  });

  test("with the same bytes moves nothing", () => {
    expect(placePages(file("a"), itemAfter(file("a")))).toEqual([]);
  });

  test("with other bytes is the next version, to be read and copied anew", () => {
    const [before] = itemAfter(file("a"));
    const read: Page = {
      ...before!,
      revision: 4,
      writes: 9,
      reading: { state: "failed", code: "unreadable", failedAt: moment },
      replicas: [{ region: "cn-northwest-1", state: "proven", revision: 4, sha256: digestOf("a") }],
    };
    const [move] = placePages(file("b", { batchId: "b2" }), [read]);
    expect(move).toMatchObject({
      before: read,
      after: {
        version: 2,
        revision: 5,
        writes: 10,
        batchId: "b2",
        reading: { state: "pending" },
        replicas: [{ state: "pending", revision: 0 }],
      },
    });
  });

  test("leaves the other pages of its item alone", () => {
    expect(kept(itemAfter(whole("a", 3), file("b", { singlePage: 2 })))).toEqual([
      [1, 1, "a"],
      [2, 2, "b"],
      [3, 1, "a"],
    ]);
  });
});

describe("a file of a whole item", () => {
  test("makes its pages in their order, and again nothing", () => {
    const pages = itemAfter(whole("a", 3));
    expect(pages.map(({ page, file: { pageInFile, pageCount } }) => [page, pageInFile, pageCount])).toEqual([
      [1, 1, 3],
      [2, 2, 3],
      [3, 3, 3],
    ]);
    expect(placePages(whole("a", 3), pages)).toEqual([]);
  });

  test("goes on where a crash left it", () => {
    const some = itemAfter(whole("a", 3)).slice(0, 2);
    expect(placePages(whole("a", 3), some).map(({ after }) => after.page)).toEqual([3]);
  });

  test("with fewer pages withdraws the rest, and with more pages brings them back as new versions", () => {
    const shorter = itemAfter(whole("a", 3), whole("b", 1));
    expect(kept(shorter)).toEqual([[1, 2, "b"]]);
    expect(shorter.filter(({ state }) => state === "withdrawn").map(({ page, revision }) => [page, revision])).toEqual([
      [2, 2],
      [3, 2],
    ]);
    expect(kept(itemAfter(whole("a", 3), whole("b", 1), whole("a", 3)))).toEqual([
      [1, 3, "a"],
      [2, 2, "a"],
      [3, 2, "a"],
    ]);
  });

  test("does not withdraw a page that was added by itself", () => {
    expect(kept(itemAfter(whole("a", 2), file("c", { singlePage: 9 }), whole("b", 1)))).toEqual([
      [1, 2, "b"],
      [9, 1, "c"],
    ]);
  });
});
