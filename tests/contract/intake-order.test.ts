import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ObjectCreated } from "../../functions/intake/object-created.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const clerk = clerkOf(ARCHIVE);

let cells: Cells;
beforeAll(async () => {
  cells = await openCells();
});
afterAll(() => cells.close());

let item = 0;
let archivalCode = "";
let batch = "";
/** An item and a batch that nothing was sent to yet. */
const anew = () => {
  item += 1;
  archivalCode = `Z109-WS·2011·Y·办公室-${String(item).padStart(4, "0")}`;
  batch = `b${item}`;
};
beforeEach(anew);

const send = (name: string, bytes: Buffer): Promise<ObjectCreated> =>
  cells.home.upload(`${ARCHIVE}/${batch}/${archivalCode}${name}`, bytes);
const receive = async (...events: readonly ObjectCreated[]): Promise<void> => {
  for (const event of events) await cells.home.receive(event);
};
const pageAt = (page: number) => cells.home.pages.get({ archiveId: ARCHIVE, archivalCode, page });
const kept = async () => {
  const pages = await cells.home.pages.pagesOf(ARCHIVE, archivalCode);
  return pages.filter(({ state }) => state === "kept").map(({ page, file }) => [page, file.bytes, file.pageCount]);
};
const happened = async () =>
  (await cells.home.history()).filter((event) => "archivalCode" in event && event.archivalCode === archivalCode);
const sha256Of = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const typesOf = async () => (await happened()).map(({ type }) => type);

describe("versions of one object whose events come in another order", () => {
  test("leave the newest on the page; the older is kept in the holdings and told", async () => {
    const first = await send("/001.png", await shadedPage(1));
    const second = await send("/001.png", await shadedPage(2));
    await receive(second);
    const standing = await pageAt(1);
    await receive(first);
    expect(await pageAt(1)).toEqual(standing);
    expect(await cells.home.counts(batch)).toMatchObject({
      received: 2,
      accepted: 1,
      superseded: 1,
      duplicate: 0,
      pages: 1,
    });
    const [, superseded] = await happened();
    expect(superseded).toMatchObject({ type: "object-superseded", versionId: first.versionId, page: 1, version: 1 });
    const { sha256 } = superseded as { readonly sha256: string };
    expect(sha256).not.toBe(standing!.file.sha256);
    expect(await cells.home.holdings.digest(originalKey(ARCHIVE, sha256))).toBe(sha256);
  });

  test("are told once, however often the event of the older comes", async () => {
    const first = await send("/001.png", await shadedPage(1));
    const second = await send("/001.png", await shadedPage(2));
    await receive(second, first, first, second, first);
    expect(await typesOf()).toEqual(["page-accepted", "object-superseded"]);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 2, superseded: 1 });
  });

  test("do not bring back what came between two deliveries of the same bytes", async () => {
    const [a, b, again] = [
      await send("/001.png", await shadedPage(1)),
      await send("/001.png", await shadedPage(2)),
      await send("/001.png", await shadedPage(1)),
    ];
    await receive(a, again, b);
    expect(await typesOf()).toEqual(["page-accepted", "duplicate-received", "object-superseded"]);
    expect(await pageAt(1)).toMatchObject({ version: 1, file: { bytes: a.bytes } });
  });

  test("always end with the newest version's bytes, each dealt with and told once", async () => {
    const scans = await Promise.all([1, 2, 3].map((shade) => shadedPage(shade)));
    const shades = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 });
    // Every event at least once, some of them again.
    const orders = shades.chain((versions) =>
      fc.record({
        versions: fc.constant(versions),
        order: fc
          .array(fc.nat(versions.length - 1), { maxLength: 4 })
          .map((again) => [...versions.keys(), ...again])
          .chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
      }),
    );
    await fc.assert(
      fc.asyncProperty(orders, async ({ versions, order }) => {
        anew();
        const events: ObjectCreated[] = [];
        for (const shade of versions) events.push(await send("/001.png", scans[shade]!));
        await receive(...order.map((at) => events[at]!));
        const page = await pageAt(1);
        const accepted = (await typesOf()).filter((type) => type === "page-accepted").length;
        const { received, pages, ...counts } = await cells.home.counts(batch);
        expect(page!.file.sha256).toBe(sha256Of(scans[versions.at(-1)!]!));
        expect({ received, pages, version: page!.version }).toEqual({
          received: versions.length,
          pages: 1,
          version: accepted,
        });
        expect(counts.accepted).toBe(accepted);
        expect(counts.accepted + counts.duplicate + counts.superseded).toBe(versions.length);
        expect(await happened()).toHaveLength(versions.length);
      }),
      { numRuns: 25 },
    );
  });
});

describe("files of a whole item whose events come in another order", () => {
  test("leave the newest file's pages, and no page that it does not have", async () => {
    const orders = [
      [2, 0, 1],
      [2, 1, 0],
      [1, 2, 0],
      [1, 0, 2],
      [0, 2, 1],
    ];
    for (const order of orders) {
      anew();
      const files = [
        await send(".tif", await shadedTiff([1, 2, 3])),
        await send(".tif", await shadedTiff([4, 5, 6, 7, 8])),
        await send(".tif", await shadedTiff([9, 10])),
      ];
      await receive(...order.map((at) => files[at]!));
      const last = files[2]!.bytes;
      expect(await kept()).toEqual([
        [1, last, 2],
        [2, last, 2],
      ]);
      const { received, accepted, superseded, pages } = await cells.home.counts(batch);
      expect({ received, pages, dealtWith: accepted + superseded }).toEqual({ received: 3, pages: 2, dealtWith: 3 });
    }
  });

  test("place the pages of which nothing newer stands", async () => {
    const whole = await send(".tif", await shadedTiff([1, 2, 3]));
    cells.pass(2);
    const single = await send("/002.png", await shadedPage(7));
    await receive(single, whole);
    expect(await kept()).toEqual([
      [1, whole.bytes, 3],
      [2, single.bytes, 1],
      [3, whole.bytes, 3],
    ]);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 2, accepted: 2, superseded: 0, pages: 3 });
  });
});

describe("a version that cannot be kept, and whose events come in another order", () => {
  const noScan = Buffer.from("no scan");
  const refusedVersion = async () =>
    (await cells.home.getBatch({ archiveId: ARCHIVE, batchId: batch, cursor: undefined, language: "en" }, clerk))
      .refused;

  test("stays refused when an older good one is dealt with after it", async () => {
    const good = await send("/001.png", await shadedPage(1));
    const bad = await send("/001.png", noScan);
    await receive(bad, good);
    expect(await refusedVersion()).toMatchObject([{ key: bad.key, code: "format-unknown" }]);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 2, accepted: 1, refused: 1, pages: 1 });
  });

  test.each(["/001.png", ".tif"])(
    "does not stand against a newer good one that was dealt with before it: %s",
    async (name) => {
      const bad = await send(name, noScan);
      const good = await send(name, name === ".tif" ? await shadedTiff([1, 2]) : await shadedPage(1));
      await receive(good, bad);
      expect(await refusedVersion()).toEqual([]);
      expect(await cells.home.counts(batch)).toMatchObject({ received: 2, accepted: 1, refused: 0 });
      expect(
        (await cells.home.history()).filter((event) => "batchId" in event && event.batchId === batch),
      ).toContainEqual(expect.objectContaining({ type: "object-refused", versionId: bad.versionId }));
    },
  );

  test("does not replace the refusal of a newer one", async () => {
    const older = await send("/001.png", noScan);
    const newer = await send("/001.png", Buffer.alloc(0));
    await receive(newer, older);
    expect(await refusedVersion()).toMatchObject([{ code: "object-empty" }]);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 2, refused: 1 });
  });
});
