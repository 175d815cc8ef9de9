import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import { isSafe } from "../../shared/domain/page.ts";
import type { CopyReceipt } from "../../shared/domain/region-copy.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import { ARCHIVE, clerkOf, openCells, REPLICA, type Cells } from "../support/cell.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = "2026-11";
const address = { archiveId: ARCHIVE, archivalCode, page: 1 };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const deposit = async (name = "/001.png", shade = 7) => {
  await cells.home.receive(
    await cells.home.upload(`${ARCHIVE}/${batch}/${archivalCode}${name}`, await shadedPage(shade)),
  );
};
const pageAtHome = async () => (await cells.home.pages.get(address))!;
const bytesKey = async () => originalKey(ARCHIVE, (await pageAtHome()).file.sha256);
const replicaState = async () => (await pageAtHome()).replicas[0]!;
const happened = async (type: string) => (await cells.home.history()).filter((event) => event.type === type);

/** Copies and proves once, and gives the receipts without noting them. */
const copyAndProve = async (): Promise<CopyReceipt[]> => {
  await cells.home.copy(address);
  for (const manifest of cells.replica.takeManifests()) await cells.replica.prove(manifest);
  return cells.home.takeReceipts();
};

describe("a page that goes through", () => {
  test("is safe only when it was read and its bytes and text were read back in the other region", async () => {
    const { home, replica } = cells;
    await deposit();
    await cells.replicate(address);
    expect(await replicaState()).toMatchObject({ state: "proven" });
    expect(isSafe(await pageAtHome())).toBe(false);
    await home.read(address);
    expect(isSafe(await pageAtHome())).toBe(false);
    await cells.replicate(address);
    expect(isSafe(await pageAtHome())).toBe(true);
    expect(await home.counts(batch)).toMatchObject({ pages: 1, read: 1, safe: 1, unsafe: 0, ocrPending: 0 });
    expect(await home.getItem(address, clerkOf(ARCHIVE))).toMatchObject({
      safe: true,
      pages: [{ replicas: [{ region: REPLICA, state: "proven" }] }],
    });
    expect(await replica.getItem(address, clerkOf(ARCHIVE))).toMatchObject({ answeredFrom: REPLICA, safe: true });
    expect(await replica.getPageText(address, clerkOf(ARCHIVE))).toMatchObject({ text: "灰度7" });
    expect(await happened("copy-proven")).toHaveLength(2);
    expect((await replica.history()).map(({ type }) => type)).toEqual(["copy-recorded", "copy-recorded"]);
  });

  test("is copied no further once it is proven", async () => {
    await deposit();
    await cells.home.read(address);
    await cells.replicate(address);
    await cells.home.copy(address);
    expect(cells.replica.takeManifests()).toEqual([]);
  });

  test("tells the replica of its withdrawal, which is owed until it is known there", async () => {
    const { home, replica } = cells;
    const whole = `${ARCHIVE}/${batch}/${archivalCode}.tif`;
    await home.receive(await home.upload(whole, await shadedTiff([1, 2])));
    const second = { ...address, page: 2 };
    await home.read(second);
    await cells.replicate(second);
    await home.receive(await home.upload(whole, await shadedTiff([1])));
    cells.pass(3600);
    await home.reconcile();
    expect(home.takeReminders("replication")).toContainEqual(second);
    await cells.replicate(second);
    expect(await replica.pages.get(second)).toMatchObject({ state: "withdrawn" });
    await home.reconcile();
    expect(home.takeReminders("replication")).not.toContainEqual(second);
  });

  test("tells the replica of its withdrawal also when the copy there has rotted", async () => {
    const { home, replica } = cells;
    const whole = `${ARCHIVE}/${batch}/${archivalCode}.tif`;
    await home.receive(await home.upload(whole, await shadedTiff([3, 4])));
    const second = { ...address, page: 2 };
    await cells.replicate(second);
    const { file } = (await home.pages.get(second))!;
    replica.rot(originalKey(ARCHIVE, file.sha256));
    cells.pass(60);
    await home.receive(await home.upload(whole, await shadedTiff([3])));
    await cells.replicate(second);
    expect(await replica.pages.get(second)).toMatchObject({ state: "withdrawn" });
  });
});

describe("a receipt", () => {
  test("that was lost leaves the page unsafe, and the next copy brings another", async () => {
    await deposit();
    await cells.home.read(address);
    await copyAndProve();
    expect(isSafe(await pageAtHome())).toBe(false);
    await cells.replicate(address);
    expect(isSafe(await pageAtHome())).toBe(true);
  });

  test("that comes twice is noted once", async () => {
    await deposit();
    await cells.home.read(address);
    const [receipt] = await copyAndProve();
    await Promise.all([cells.home.record(receipt!), cells.home.record(receipt!)]);
    await cells.home.record(receipt!);
    expect(await happened("copy-proven")).toHaveLength(1);
    expect(await cells.home.counts(batch)).toMatchObject({ safe: 1, unsafe: 0 });
  });

  test("of an older state that comes after a newer one takes nothing back", async () => {
    await deposit();
    const [early] = await copyAndProve();
    await cells.home.read(address);
    const [late] = await copyAndProve();
    await cells.home.record(late!);
    await cells.home.record(early!);
    expect(isSafe(await pageAtHome())).toBe(true);
    expect(await happened("copy-proven")).toHaveLength(1);
  });

  test("of bytes that were replaced meanwhile proves nothing", async () => {
    await deposit();
    await cells.home.read(address);
    const [receipt] = await copyAndProve();
    await deposit("/001.png", 8);
    await cells.home.record(receipt!);
    expect(await replicaState()).toMatchObject({ state: "pending" });
    expect(await cells.home.counts(batch)).toMatchObject({ safe: 0, unsafe: 1 });
  });

  test("of a proof that is repeated late does not hide that the copy was found wrong since", async () => {
    await deposit();
    await cells.home.copy(address);
    const [manifest] = cells.replica.takeManifests();
    await cells.replica.prove(manifest!);
    const [proof] = cells.home.takeReceipts();
    await cells.home.record(proof!);
    const { archiveId, page, version, revision, region } = proof!;
    const outcome = { state: "failed" as const, code: "bytes-differ" as const, failedAt: "2026-11-24T00:00:00.000Z" };
    await cells.home.record({ archiveId, archivalCode, page, version, revision, region, outcome });
    await cells.home.record(proof!);
    expect(await replicaState()).toMatchObject({ state: "failed", code: "bytes-differ" });
  });
});

describe("a copy whose bytes rot", () => {
  const overwriteAndCopy = async () => {
    await cells.home.copy(address);
    cells.replica.rot(await bytesKey());
    for (const manifest of cells.replica.takeManifests()) await cells.replica.prove(manifest);
    for (const receipt of cells.home.takeReceipts()) await cells.home.record(receipt);
  };

  test("fails its proof, is not known in that region, and is replaced and proven by the next copy", async () => {
    const { home, replica } = cells;
    await deposit();
    await home.read(address);
    await overwriteAndCopy();
    expect(await replicaState()).toMatchObject({ state: "failed", code: "bytes-differ" });
    expect(await replica.pages.get(address)).toBeUndefined();
    expect(isSafe(await pageAtHome())).toBe(false);
    expect(await happened("copy-failed")).toHaveLength(1);

    await cells.replicate(address);
    expect(await replicaState()).toMatchObject({ state: "proven" });
    expect(await replica.holdings.digest(await bytesKey())).toBe((await pageAtHome()).file.sha256);
    expect(isSafe(await pageAtHome())).toBe(true);
  });

  test("is found out when the same bytes are delivered once more, though it was proven before", async () => {
    await deposit("/001.png", 7);
    await cells.home.read(address);
    await cells.replicate(address);
    await deposit("/001.png", 8);
    await deposit("/001.png", 7);
    expect(await pageAtHome()).toMatchObject({ version: 3 });
    await overwriteAndCopy();
    expect(await replicaState()).toMatchObject({ state: "failed", code: "bytes-differ" });
  });

  test("fails for its text as for its image", async () => {
    await deposit();
    await cells.home.read(address);
    await cells.home.copy(address);
    const { reading } = await pageAtHome();
    cells.replica.rot(ocrResultKey(ARCHIVE, reading.state === "read" ? reading.sha256 : ""));
    for (const manifest of cells.replica.takeManifests()) await cells.replica.prove(manifest);
    for (const receipt of cells.home.takeReceipts()) await cells.home.record(receipt);
    expect(await replicaState()).toMatchObject({ state: "failed", code: "text-differs" });
    await cells.replicate(address);
    expect(isSafe(await pageAtHome())).toBe(true);
  });

  test("is told from one that never arrived", async () => {
    await deposit();
    await cells.home.read(address);
    const item = (await cells.home.pages.item(ARCHIVE, archivalCode))!;
    const page = await pageAtHome();
    await cells.replica.prove({ from: "cn-north-1", to: REPLICA, page, item, sentAt: page.acceptedAt });
    for (const receipt of cells.home.takeReceipts()) await cells.home.record(receipt);
    expect(await replicaState()).toMatchObject({ state: "failed", code: "bytes-missing" });
  });
});

describe("a region that cannot be reached", () => {
  const cut = (region: string) => {
    cells.cloud.fault = (call) => (call.region === region && ["s3", "sqs"].includes(call.service) ? "cut" : undefined);
  };

  test("puts the copy off; nothing is noted, and it goes through once the region is back", async () => {
    await deposit();
    await cells.home.read(address);
    const before = await pageAtHome();
    cut(REPLICA);
    await expect(cells.home.copy(address)).rejects.toBeInstanceOf(TryAgain);
    expect(await pageAtHome()).toEqual(before);
    cells.cloud.fault = () => undefined;
    expect(cells.replica.takeManifests()).toEqual([]);
    await cells.replicate(address);
    expect(isSafe(await pageAtHome())).toBe(true);
  });

  test("puts off the receipt of a proof; the proof is repeated with the same end", async () => {
    const { home, replica } = cells;
    await deposit();
    await home.read(address);
    await home.copy(address);
    const [manifest] = replica.takeManifests();
    cells.cloud.fault = (call) => (call.region === home.region && call.service === "sqs" ? "cut" : undefined);
    await expect(replica.prove(manifest!)).rejects.toBeInstanceOf(TryAgain);
    expect(home.takeReceipts()).toEqual([]);
    cells.cloud.fault = () => undefined;
    await replica.prove(manifest!, 2);
    for (const receipt of home.takeReceipts()) await home.record(receipt);
    expect(isSafe(await pageAtHome())).toBe(true);
    expect((await replica.history()).map(({ type }) => type)).toEqual(["copy-recorded"]);
  });
});

test("a copy that comes to the wrong region is refused", async () => {
  await deposit();
  await cells.home.copy(address);
  const [manifest] = cells.replica.takeManifests();
  await expect(cells.home.prove(manifest!)).rejects.toThrow(/came to cn-north-1/);
});

test("an older description that arrives last does not replace a newer one", async () => {
  const { home, replica } = cells;
  await deposit();
  await home.copy(address);
  const [early] = replica.takeManifests();
  await home.read(address);
  await home.copy(address);
  const [late] = replica.takeManifests();
  await replica.prove(late!);
  await replica.prove(early!);
  expect(await replica.pages.get(address)).toMatchObject({ reading: { state: "read" }, revision: late!.page.revision });
});

test("an item has as many pages in the replica region as arrived there, in whatever order they did", async () => {
  const { home, replica } = cells;
  await deposit("/001.png", 1);
  await home.copy(address);
  const [early] = replica.takeManifests();
  await deposit("/002.png", 2);
  await home.copy({ ...address, page: 2 });
  const [late] = replica.takeManifests();
  for (const manifest of [late, early, late]) await replica.prove(manifest!);
  expect(await replica.pages.item(ARCHIVE, archivalCode)).toMatchObject({ pages: 2 });
});
