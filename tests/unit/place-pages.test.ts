import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placePages, type FitFile } from "../../functions/intake/place-pages.ts";
import type { Arrival } from "../../shared/domain/arrival.ts";
import type { Page } from "../../shared/domain/page.ts";

const moment = "2026-11-23T08:00:00.000Z";
/** Uploads under the keys of a page and of the whole item, the nth of them in the nth second. */
const uploaded = (name: string, second: number): Arrival => ({
  key: `440100/b1/Z109-WS·2011·Y·办公室-0001${name}`,
  sequencer: second.toString(16).padStart(4, "0"),
  at: new Date(Date.UTC(2026, 10, 23, 8, 0, second)).toISOString(),
});
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
  arrival: uploaded("/001.tif", 0),
  versions: [],
  acceptedAt: moment,
  scannedBy: undefined,
  batch: undefined,
  ...more,
});
const whole = (letter: string, pageCount: number, second = 0) =>
  file(letter, { pageCount, singlePage: undefined, arrival: uploaded(".tif", second) });
const single = (letter: string, page: number, second = 0) =>
  file(letter, { singlePage: page, arrival: uploaded(`/${page}.tif`, second) });

/** The item after some files, one after the other. */
const itemAfter = (...files: readonly FitFile[]): Page[] => {
  const pages = new Map<number, Page>();
  for (const one of files)
    for (const { after } of placePages(one, [...pages.values()]).moves) pages.set(after.page, after);
  return [...pages.values()];
};
const kept = (pages: readonly Page[]) =>
  pages
    .filter(({ state }) => state === "kept")
    .map(({ page, version, file: { sha256 } }) => [page, version, sha256[0]]);

describe("a file of one page", () => {
  test("makes its page, unread and without copies, whichever page it is", () => {
    const [move] = placePages(file("a", { singlePage: 7 }), []).moves;
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
    expect(placePages(file("a"), itemAfter(file("a")))).toMatchObject({ outcome: { is: "duplicate" }, moves: [] });
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
    const [move] = placePages(file("b", { batchId: "b2" }), [read]).moves;
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
    expect(placePages(whole("a", 3), pages)).toMatchObject({ outcome: { is: "duplicate" }, moves: [] });
  });

  test("goes on where a crash left it", () => {
    const some = itemAfter(whole("a", 3)).slice(0, 2);
    expect(placePages(whole("a", 3), some).moves.map(({ after }) => after.page)).toEqual([3]);
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

describe("files that are dealt with in another order than they were uploaded", () => {
  test("are left aside where a newer one stands, whatever they are", () => {
    const newer = itemAfter(whole("b", 2, 5));
    expect(placePages(single("a", 2, 4), newer)).toMatchObject({
      outcome: { is: "superseded", by: { page: 2 } },
      moves: [],
    });
    expect(placePages(whole("a", 2, 4), newer)).toMatchObject({ outcome: { is: "superseded" }, moves: [] });
  });

  test("are placed within the second of what stands, since nothing tells which was first", () => {
    expect(kept(itemAfter(single("b", 1, 5), whole("a", 1, 5)))).toEqual([[1, 2, "a"]]);
  });

  test("with the bytes that stand renew them: what was uploaded before is older now", () => {
    const pages = itemAfter(single("a", 1, 1), single("a", 1, 3));
    expect(pages).toMatchObject([{ version: 1, revision: 1, writes: 2, arrival: uploaded("/1.tif", 3) }]);
    expect(placePages(single("a", 1, 1), pages)).toMatchObject({ outcome: { is: "duplicate" }, moves: [] });
    expect(kept(itemAfter(single("a", 1, 1), single("a", 1, 3), single("b", 1, 2)))).toEqual([[1, 1, "a"]]);
  });

  test("withdraw nothing that is newer", () => {
    expect(kept(itemAfter(whole("b", 3, 5), whole("a", 1, 4)))).toEqual(kept(itemAfter(whole("b", 3, 5))));
  });

  test("withdraw at once what a newer file ends before, and do not do so again", () => {
    const pages = itemAfter(whole("b", 1, 5), whole("a", 2, 4));
    expect(kept(pages)).toEqual([[1, 1, "b"]]);
    expect(pages).toMatchObject([{ page: 1 }, { page: 2, state: "withdrawn", file: { sha256: digestOf("a") } }]);
    expect(placePages(whole("a", 2, 4), pages)).toMatchObject({ outcome: { is: "superseded" }, moves: [] });
  });

  test("do not bring a page by itself back under a file that came later, unless that only withdrew it", () => {
    expect(kept(itemAfter(whole("a", 3, 1), whole("c", 2, 3), single("b", 3, 2)))).toEqual([
      [1, 2, "c"],
      [2, 2, "c"],
      [3, 2, "b"],
    ]);
  });

  test("end like those that are dealt with in order, as long as the newest file of the whole item has a page standing", () => {
    const uploads = fc
      .array(
        fc.oneof(
          fc.record({ pages: fc.constant(undefined), page: fc.integer({ min: 2, max: 5 }) }),
          fc.record({ pages: fc.integer({ min: 1, max: 4 }), page: fc.constant(1) }),
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((drawn) =>
        drawn.map(({ pages, page }, at) => {
          const letter = "abcdef"[at] ?? "";
          return pages === undefined ? single(letter, page, at + 1) : whole(letter, pages, at + 1);
        }),
      );
    const standing = (files: readonly FitFile[]) =>
      kept(itemAfter(...files))
        .map(([page, , letter]) => `${page}${letter}`)
        .sort();
    fc.assert(
      fc.property(
        uploads.chain((files) => fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length }))),
        ([files, shuffled]) => {
          expect(standing(shuffled)).toEqual(standing(files));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
