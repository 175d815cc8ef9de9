import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import { isSafe, waitingFor } from "../../shared/domain/page.ts";
import { ARCHIVE, clerkOf, HOME, openCells, REPLICA, type Cell, type Cells } from "../support/cell.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const addressOf = (page: number) => ({ archiveId: ARCHIVE, archivalCode, page });
const operator = { principal: "operator", archiveId: undefined, roles: ["platform-operator"] };
const days = (count: number): number => count * 24 * 60 * 60;

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const pageAtHome = async (page = 1) => (await cells.home.pages.get(addressOf(page)))!;
const bytesKey = async () => originalKey(ARCHIVE, (await pageAtHome()).file.sha256);
const facts = async () =>
  (await cells.home.history())
    .filter(({ type }) => type === "copy-failed" || type === "copy-proven")
    .map((event) => [event.type, "region" in event ? event.region : ""]);

/** A page, or a file of several, that is read, copied and proven. */
const makeSafe = async (name: string, bytes: Uint8Array, pages = 1) => {
  await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${archivalCode}${name}`, bytes));
  for (let page = 1; page <= pages; page += 1) {
    await cells.home.read(addressOf(page));
    await cells.replicate(addressOf(page));
    expect(isSafe(await pageAtHome(page))).toBe(true);
  }
};
const recheck = async (...where: Cell[]) => {
  for (const cell of where) await cell.recheck();
  await cells.prove();
};
/** Copies every page that is owed a copy, as the reconciler finds them, and proves it. */
const repair = async () => {
  cells.pass(3600);
  await cells.home.reconcile();
  const owed = cells.home.takeReminders("replication");
  for (const page of owed) await cells.home.copy(page);
  await cells.prove();
  return owed;
};

describe("a copy that rots after it was proven", () => {
  test.each([
    ["bytes", async () => bytesKey(), "bytes-differ"],
    [
      "text",
      async () => {
        const { reading } = await pageAtHome();
        return ocrResultKey(ARCHIVE, reading.state === "read" ? reading.sha256 : "");
      },
      "text-differs",
    ],
  ])(
    "in its %s is found by the recheck, unsafe until repaired from home, and both facts are told",
    async (_, key, code) => {
      const { home, replica } = cells;
      await makeSafe("/001.png", await shadedPage(7));
      replica.rot(await key());
      const before = await facts();
      await recheck(replica);
      expect((await pageAtHome()).replicas).toMatchObject([{ region: REPLICA, state: "failed", code }]);
      expect(isSafe(await pageAtHome())).toBe(false);
      expect(await home.counts("b1")).toMatchObject({ safe: 0, unsafe: 1 });

      expect(await repair()).toEqual([addressOf(1)]);
      expect(isSafe(await pageAtHome())).toBe(true);
      expect(await home.counts("b1")).toMatchObject({ safe: 1, unsafe: 0 });
      expect(await replica.holdings.digest(await bytesKey())).toBe((await pageAtHome()).file.sha256);
      expect((await facts()).slice(before.length)).toEqual([
        ["copy-failed", REPLICA],
        ["copy-proven", REPLICA],
      ]);
    },
  );

  test("under many pages of one file is sent once, and proven for all of them", async () => {
    const { home, replica } = cells;
    await makeSafe(".tif", await shadedTiff([1, 2, 3]), 3);
    cells.pass(60);
    replica.rot(await bytesKey());
    await recheck(replica);
    for (const page of [1, 2, 3]) expect(isSafe(await pageAtHome(page))).toBe(false);
    cells.pass(60);
    let sent = 0;
    cells.cloud.fault = ({ region, service, operation }) => {
      if (region === REPLICA && service === "s3" && operation === "PUT") sent += 1;
      return undefined;
    };
    await repair();
    expect(sent).toBe(1);
    for (const page of [1, 2, 3]) expect(isSafe(await pageAtHome(page))).toBe(true);
    expect(await home.counts("b1")).toMatchObject({ safe: 3, unsafe: 0 });
  });
});

describe("bytes that rot at home", () => {
  test("are found by the recheck, and replaced from a proven copy in another region", async () => {
    const { home } = cells;
    await makeSafe("/001.png", await shadedPage(7));
    home.rot(await bytesKey());
    await recheck(home);
    expect(waitingFor(await pageAtHome())).toEqual(["original"]);
    expect(
      (await home.getBatch({ archiveId: ARCHIVE, batchId: "b1", cursor: undefined, language: "en" }, clerkOf(ARCHIVE)))
        .unsafe,
    ).toMatchObject([{ waitingFor: ["original"] }]);

    await repair();
    expect(await home.holdings.digest(await bytesKey())).toBe((await pageAtHome()).file.sha256);
    expect(isSafe(await pageAtHome())).toBe(true);
    expect((await facts()).slice(-2)).toEqual([
      ["copy-failed", HOME],
      ["copy-proven", HOME],
    ]);
  });

  test("never go over a good copy, when something else is owed there", async () => {
    const { home, replica } = cells;
    await home.receive(await home.upload(`${ARCHIVE}/b1/${archivalCode}/001.png`, await shadedPage(7)));
    await cells.replicate(addressOf(1));
    await home.read(addressOf(1));
    home.rot(await bytesKey());
    await cells.replicate(addressOf(1));
    expect(await replica.holdings.digest(await bytesKey())).toBe((await pageAtHome()).file.sha256);
    expect((await pageAtHome()).replicas).toMatchObject([{ state: "proven", revision: (await pageAtHome()).revision }]);
  });

  test("together with their only copy leave the page unsafe, and nothing is overwritten", async () => {
    const { home, replica } = cells;
    await makeSafe("/001.png", await shadedPage(7));
    for (const cell of [home, replica]) cell.rot(await bytesKey());
    const rotten = await Promise.all([home, replica].map(async (cell) => cell.holdings.digest(await bytesKey())));
    await recheck(home, replica);
    await expect(home.copy(addressOf(1))).rejects.toThrow(/no region holds a proven copy/);
    expect(await Promise.all([home, replica].map(async (cell) => cell.holdings.digest(await bytesKey())))).toEqual(
      rotten,
    );
    expect(waitingFor(await pageAtHome())).toEqual(["original", `replica:${REPLICA}`]);
  });
});

describe("a pass", () => {
  test("notes a new proof of what is good, in both regions", async () => {
    await makeSafe("/001.png", await shadedPage(7));
    const [before] = (await pageAtHome()).replicas;
    cells.pass(days(1));
    await recheck(cells.home, cells.replica);
    const { replicas, original } = await pageAtHome();
    expect(original).toMatchObject({ region: HOME, state: "proven" });
    expect(replicas).toMatchObject([{ state: "proven" }]);
    expect(replicas[0]!.provenAt! > before!.provenAt!).toBe(true);
  });

  test("begins again after thirty days and not before, unless an operator begins it", async () => {
    await makeSafe("/001.png", await shadedPage(7));
    const { replica } = cells;
    expect(await replica.recheck()).toBe(1);
    cells.pass(days(29));
    expect(await replica.recheck()).toBe(0);
    cells.pass(days(1));
    expect(await replica.recheck()).toBe(1);
    expect(await replica.recheck()).toBe(0);
    await replica.startRecheck(operator);
    expect(await replica.recheck()).toBe(1);
    expect(await replica.getRecheck(operator)).toMatchObject({ region: REPLICA, pass: { pages: 1 } });
  });

  test("is begun and looked at by operators only", async () => {
    await expect(cells.home.startRecheck(clerkOf(ARCHIVE))).rejects.toMatchObject({ code: "not-allowed" });
    await expect(cells.home.getRecheck(clerkOf(ARCHIVE))).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("goes on where it stopped, and ends with every page asked for", async () => {
    const pages = 520;
    const shades = Array.from({ length: pages }, (_, at) => at % 250);
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${archivalCode}.tif`, await shadedTiff(shades)));
    const asked = new Set<number>();
    let runs = 0;
    while ((await cells.home.getRecheck(operator)).pass?.endedAt === undefined && runs < 10) {
      await cells.home.recheck();
      for (const { page } of cells.home.takeManifests()) asked.add(page.page);
      runs += 1;
    }
    expect(runs).toBeGreaterThan(1);
    expect(asked.size).toBe(pages);
    expect(await cells.home.getRecheck(operator)).toMatchObject({ pass: { pages } });
  });
});
