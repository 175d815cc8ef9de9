import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ObjectCreated } from "../../functions/intake/object-created.ts";
import { ARCHIVE, clerkOf, FAR_ARCHIVE, openCells, type Cells } from "../support/cell.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = "b1";
const keyOf = (name: string) => `${ARCHIVE}/${batch}/${archivalCode}${name}`;
const noScan = Buffer.from("no scan");

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const send = (name: string, bytes: Buffer): Promise<ObjectCreated> => cells.home.upload(keyOf(name), bytes);
/** What the walk finds once the events have had their time; one run, which sees all of a small bucket. */
const find = async () => {
  cells.pass(3600);
  const { found } = await cells.home.findUnreceived();
  const arrivals = cells.home.takeArrivals();
  expect(arrivals).toHaveLength(found);
  return arrivals;
};
const versionsOf = (events: readonly ObjectCreated[]) => events.map(({ versionId }) => versionId).sort();
const receive = async (...events: readonly ObjectCreated[]) => {
  for (const event of events) await cells.home.receive(event);
};
const firstPage = () => cells.home.pages.get({ archiveId: ARCHIVE, archivalCode, page: 1 });

describe("an upload whose event never came", () => {
  test("is found and taken in, once, by the walk alone", async () => {
    const lost = await send("/001.png", await shadedPage(1));
    const found = await find();
    const { bucket, key, versionId, bytes } = lost;
    expect(found).toMatchObject([
      { bucket, key, versionId, bytes, actor: "service:intake", arrival: { key, versionId, at: lost.arrival.at } },
    ]);
    await receive(...found);
    expect(await firstPage()).toMatchObject({ state: "kept", file: { bytes } });
    expect(await find()).toEqual([]);
    await receive(lost, ...found);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 1, accepted: 1, pages: 1 });
  });

  test("is presumed to be on its way for ten minutes", async () => {
    await send("/001.png", await shadedPage(1));
    cells.pass(540);
    expect(await cells.home.findUnreceived()).toEqual({ looked: 1, found: 0 });
    cells.pass(120);
    expect(await cells.home.findUnreceived()).toEqual({ looked: 1, found: 1 });
  });

  test("is found whatever its key says, and never again once it was refused", async () => {
    const keys = [
      "stray.png",
      `${ARCHIVE}/`,
      `${ARCHIVE}/${batch}/.DS_Store`,
      `${ARCHIVE}/not a batch/a b+c%20\u0001.png`,
      `999999/${batch}/${archivalCode}/001.png`,
      `${FAR_ARCHIVE}/${batch}/${archivalCode}/001.png`,
      `${ARCHIVE}/${batch}/${archivalCode}.jpg`,
    ];
    for (const key of keys) await cells.home.upload(key, noScan);
    const found = await find();
    expect(found.map(({ key }) => key).sort()).toEqual([...keys].sort());
    await receive(...found);
    expect(await find()).toEqual([]);
  });

  test("is found under a mark of deletion, which is no upload itself", async () => {
    const lost = await send("/001.png", await shadedPage(1));
    await cells.home.remove(lost.key);
    expect(versionsOf(await find())).toEqual([lost.versionId]);
  });

  test("of an older version leaves the newer on the page, and is told as superseded", async () => {
    await send("/001.png", await shadedPage(1));
    const newer = await send("/001.png", await shadedPage(2));
    await receive(newer);
    const standing = await firstPage();
    await receive(...(await find()));
    expect(await firstPage()).toEqual(standing);
    expect(await cells.home.counts(batch)).toMatchObject({ received: 2, accepted: 1, superseded: 1 });
  });

  test("of a newer version takes the page, also within the same second", async () => {
    await receive(await send("/001.png", await shadedPage(1)));
    const lost = await send("/001.png", await shadedPage(2));
    await receive(...(await find()));
    expect(await firstPage()).toMatchObject({ version: 2, arrival: { versionId: lost.versionId } });
  });

  test("yields to an upload under its key whose event came after it had been found", async () => {
    await send("/001.png", await shadedPage(1));
    const found = await find();
    const later = await send("/001.png", await shadedPage(2));
    await receive(later, ...found);
    expect(await firstPage()).toMatchObject({ version: 1, arrival: { versionId: later.versionId } });
  });

  test("is ordered by time against a version that was removed since", async () => {
    const gone = await send("/001.png", await shadedPage(1));
    await receive(gone);
    cells.pass(5);
    const lost = await send("/001.png", await shadedPage(2));
    await cells.home.remove(gone.key, gone.versionId);
    await receive(...(await find()));
    expect(await firstPage()).toMatchObject({ version: 2, arrival: { versionId: lost.versionId } });
  });

  test("leaves all as it would be, had the event come then", async () => {
    const contents = [
      { name: "/001.png", bytes: await shadedPage(1) },
      { name: "/001.png", bytes: await shadedPage(2) },
      { name: "/001.png", bytes: noScan },
      { name: "/002.png", bytes: await shadedPage(3) },
      { name: ".tif", bytes: await shadedTiff([4, 5, 6]) },
      { name: ".tif", bytes: await shadedTiff([7, 8]) },
    ];
    const upload = fc.record({ what: fc.nat(contents.length - 1), lost: fc.boolean(), after: fc.nat(1) });
    const uploads = fc.array(upload, { minLength: 1, maxLength: 5 });
    const scenario = uploads.chain((sent) =>
      fc.record({
        sent: fc.constant(sent),
        order: fc.shuffledSubarray([...sent.keys()], { minLength: sent.length }),
      }),
    );
    /** The told ones first, in any order; then those that were lost, as the walk or as S3 tells of them. */
    const endOf = async (
      { sent, order }: { sent: { what: number; lost: boolean; after: number }[]; order: number[] },
      by: "walk" | "event",
    ) => {
      const own = await openCells();
      try {
        const events: ObjectCreated[] = [];
        let [second, last] = [0, ""];
        for (const { what, after } of sent) {
          const { name, bytes } = contents[what]!;
          // Uploads under different keys are ordered by seconds.
          const seconds = Math.max(after, name === last ? 0 : 1);
          own.pass(seconds);
          [second, last] = [second + seconds, name];
          events.push(await own.home.upload(keyOf(name), bytes));
        }
        for (const at of order) if (!sent[at]!.lost) await own.home.receive(events[at]!);
        own.pass(3600 - second);
        await own.home.findUnreceived();
        const found = new Map(own.home.takeArrivals().map((arrival) => [arrival.versionId, arrival]));
        expect(found.size).toBe(sent.filter(({ lost }) => lost).length);
        for (const at of order)
          if (sent[at]!.lost) await own.home.receive(by === "event" ? events[at]! : found.get(events[at]!.versionId)!);
        const pages = await own.home.pages.pagesOf(ARCHIVE, archivalCode);
        const place = { archiveId: ARCHIVE, batchId: batch, cursor: undefined, language: "en" as const };
        const { counts, refused } = await own.home.getBatch(place, clerkOf(ARCHIVE));
        return {
          pages: pages.map(({ page, state, version, revision, file, arrival }) => [
            [page, state, version, revision, file],
            events.findIndex(({ versionId }) => versionId === arrival.versionId),
            arrival.at,
          ]),
          counts,
          refused: refused.map(({ key, code }) => [key, code]),
          history: (await own.home.history()).map(({ type }) => type),
        };
      } finally {
        await own.close();
      }
    };
    await fc.assert(
      fc.asyncProperty(scenario, async (sent) => {
        expect(await endOf(sent, "walk")).toEqual(await endOf(sent, "event"));
      }),
      { numRuns: 20 },
    );
  });
});

describe("the walk through the intake bucket", () => {
  const small = { listsPerRun: 1, versionsPerList: 2, foundPerRun: 100 };
  const five = async () => {
    const sent: ObjectCreated[] = [];
    for (const shade of [1, 2, 3]) sent.push(await send("/001.png", await shadedPage(shade)));
    for (const name of ["/002.png", "/003.png"]) sent.push(await send(name, await shadedPage(4)));
    cells.pass(3600);
    return sent;
  };

  test("looks at a bounded number in one run, goes on where it ended, and begins anew after the end", async () => {
    const sent = await five();
    const looked: number[] = [];
    const seen: ObjectCreated[] = [];
    for (let run = 0; run < 3; run += 1) {
      looked.push((await cells.home.findUnreceived(small)).looked);
      seen.push(...cells.home.takeArrivals());
    }
    expect(looked).toEqual([2, 2, 1]);
    expect(versionsOf(seen)).toEqual(versionsOf(sent));
    await cells.home.findUnreceived(small);
    expect(versionsOf(cells.home.takeArrivals())).toEqual(versionsOf(seen.slice(0, 2)));
  });

  test("asks for no further list once it has found as many as one run may", async () => {
    await five();
    expect(await cells.home.findUnreceived({ ...small, listsPerRun: 9, foundPerRun: 3 })).toEqual({
      looked: 4,
      found: 4,
    });
  });

  test("that ends between telling and moving on tells the same again", async () => {
    await five();
    cells.cloud.fault = ({ operation }) => (operation === "PutItem" ? "cut" : undefined);
    await expect(cells.home.findUnreceived(small)).rejects.toThrow();
    cells.cloud.fault = () => undefined;
    const first = cells.home.takeArrivals();
    await cells.home.findUnreceived(small);
    expect(versionsOf(cells.home.takeArrivals())).toEqual(versionsOf(first));
  });

  test("that two runs make at once is moved on by each step once, and misses nothing", async () => {
    const sent = await five();
    await Promise.all([cells.home.findUnreceived(small), cells.home.findUnreceived(small)]);
    const seen = new Set(cells.home.takeArrivals().map(({ versionId }) => versionId));
    for (let run = 0; run < 2; run += 1) {
      await cells.home.findUnreceived(small);
      for (const { versionId } of cells.home.takeArrivals()) seen.add(versionId);
    }
    expect([...seen].sort()).toEqual(versionsOf(sent));
  });
});
