import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExportTarget } from "../../shared/contract/exports.ts";
import { noteTested } from "../../shared/domain/accession.ts";
import { intakeKeyOfTag } from "../../shared/domain/bag-layout.ts";
import { formatIntakeKey } from "../../shared/domain/intake-key.ts";
import { readFilePath } from "../../shared/domain/scan-path.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { noisyPage, openedBag } from "../support/exported-bag.ts";
import { goodRow } from "../support/catalogue-row.ts";
import { shadedTiff } from "../support/shaded-scans.ts";

const clerk = clerkOf(ARCHIVE);
const approver: Viewer = { principal: "approver", archiveId: ARCHIVE, roles: ["approver"] };
const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [] };
const digest = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
/** XML's own entities as what they stand for. */
const unescaped = (xml: Buffer): string =>
  xml.toString().replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
const volume = "J019-ZY·TD·2001·Y-007";
const item = (number: number): string => `${volume}-${String(number).padStart(4, "0")}`;

let cells: Cells;
let made = 0;
beforeAll(async () => {
  cells = await openCells();
});
afterAll(() => cells.close());

type Terms = Omit<Parameters<Cells["home"]["openBatch"]>[0], "archiveId" | "batchId" | "reason">;
type Brought = { readonly batchId: string; readonly pages: { readonly code: string; readonly bytes: Buffer }[] };

/** A batch of two items: one of single pages, one in a file of two pages. Its items have numbers no other batch has. */
const broughtBatch = async ({
  given = terms,
  size = 8,
  closed = true,
  catalogue = true,
}: { given?: Terms; size?: number; closed?: boolean; catalogue?: boolean } = {}): Promise<Brought> => {
  const { home } = cells;
  const batchId = `b${(made += 1)}`;
  const [one, two] = [item(made * 10 + 1), item(made * 10 + 2)];
  await home.openBatch({ archiveId: ARCHIVE, batchId, ...given, reason: "2026 年移交" }, clerk);
  const prefix = `${ARCHIVE}/${batchId}`;
  const pages: Brought["pages"] = [];
  for (const page of [1, 2]) {
    const bytes = await noisyPage(made * 10 + page, size);
    pages.push({ code: one, bytes });
    await home.receive(await home.upload(`${prefix}/${one}/00${page}.png`, bytes));
  }
  const bytes = await shadedTiff([made, made + 100]);
  pages.push({ code: two, bytes });
  await home.receive(await home.upload(`${prefix}/${two}.tif`, bytes));
  if (catalogue) {
    const header = Object.keys(goodRow);
    const rows = [one, item(made * 10 + 3)].map((code) => ({ ...goodRow, 档号: code, 题名: `土地登记 ${code}` }));
    const csv = [header, ...rows.map((row) => Object.values(row))].map((cells_) => cells_.join(",")).join("\r\n");
    await home.receive(await home.upload(`${prefix}/catalogue.csv`, Buffer.from(csv)));
    const said = (await home.history()).findLast(({ type }) => type === "catalogue-received");
    if (said?.type !== "catalogue-received") throw new Error("no catalogue was received");
    await home.importCatalogue({ archiveId: ARCHIVE, batchId, importId: said.importId });
  }
  if (closed) await home.decideBatch({ archiveId: ARCHIVE, batchId, decision: "closed", reason: "清点完毕" }, clerk);
  return { batchId, pages };
};

const ask = (of: ExportTarget, viewer = clerk, exportId?: string, archiveId = ARCHIVE) =>
  cells.home.askExport({ archiveId, of, reason: "省馆备查", language: "en", exportId }, viewer);
const now = (exportId: string, viewer = clerk) =>
  cells.home.getExport({ archiveId: ARCHIVE, exportId, language: "en" }, viewer);

type Limits = Parameters<Cells["home"]["writeExport"]>[1];
/** Asks, and works until nothing is handed on. */
const exported = async (of: ExportTarget, limits?: Limits) => {
  const { exportId } = await ask(of);
  await worked(exportId, limits);
  return now(exportId);
};
const worked = async (exportId: string, limits?: Limits): Promise<number> => {
  let deliveries = 0;
  let waiting = [{ archiveId: ARCHIVE, exportId }];
  for (; waiting.length > 0; waiting = cells.home.takeExports())
    for (const work of waiting) {
      deliveries += 1;
      await cells.home.writeExport(work, limits);
    }
  return deliveries;
};
const fetched = async (answer: Awaited<ReturnType<typeof now>>): Promise<Buffer> =>
  Buffer.from(await (await fetch(answer.bag!.url)).arrayBuffer());
const told = async (exportId: string) =>
  (await cells.home.history()).filter((event) => "exportId" in event && event.exportId === exportId);

describe("the bag of a batch", () => {
  test("is a good one, with every file under its code, its descriptions, and the history of items and batch", async () => {
    const { batchId, pages } = await broughtBatch();
    const answer = await exported({ level: "batch", batchId });
    expect(answer).toMatchObject({ state: "ready", progress: { items: 3, files: 3 }, actor: "clerk" });
    const bytes = await fetched(answer);
    expect(bytes.length).toBe(answer.bag?.bytes);
    const { report, files, text } = await openedBag(bytes);
    expect(report.findings).toEqual([]);
    expect(report.accepted).toBe(true);
    expect(digest(files.get("manifest-sha256.txt")!)).toBe(answer.bag?.manifestSha256);
    const [one, two] = [pages[0]!.code, pages[2]!.code];
    expect(
      [`data/${one}/001.png`, `data/${one}/002.png`, `data/${two}/${two}.tif`].map((path) => files.get(path)),
    ).toEqual(pages.map((page) => page.bytes));
    expect(text("bag-info.txt")).toContain("Source-Organization: 云山市档案馆 440100\n");
    expect(text("bag-info.txt")).toContain(`External-Identifier: ${batchId}\n`);
    const said = (code: string): unknown => JSON.parse(text(`metadata/items/${code}/description.json`)!);
    expect(said(one)).toMatchObject({ level: "item", archivalCode: one, title: `土地登记 ${one}` });
    expect(said(item(made * 10 + 3))).toMatchObject({ title: `土地登记 ${item(made * 10 + 3)}` });
    expect(text("metadata/catalogue.csv")!.trimEnd().split("\r\n")).toHaveLength(3);
    const history = text(`metadata/items/${one}/premis.xml`)!;
    for (const { bytes: page } of pages.slice(0, 2)) expect(history).toContain(digest(page));
    expect(history).toContain("eventType/ing");
    expect(text("metadata/batch/premis.xml")).toContain("清点完毕");
  });

  test("holds the archive's receipt and hand-over list, once there are any", async () => {
    const { batchId } = await broughtBatch();
    const work = { archiveId: ARCHIVE, batchId };
    const before = (await cells.home.accessions.get(ARCHIVE, batchId))!;
    const said = { eventId: `2026-11-23T08:00:00.000Z-${"e".repeat(12)}`, time: "2026-11-23T08:00:00.000Z" };
    const tested = noteTested(before, { actor: "service:checks", at: said.time, reason: "合格" });
    if (!tested.ok) throw new Error(tested.why);
    const event = { ...said, archiveId: ARCHIVE, actor: "service:checks", batchId, reason: "合格" };
    const tests = { outcome: "passed" as const, against: [], reportSha256: "a".repeat(64) };
    await cells.home.decided.move(before, tested.after, { type: "batch-tested", ...event, ...tests });
    await cells.home.decideBatch({ ...work, decision: "accepted", reason: "检测合格" }, approver);
    await cells.home.issueReceipt(work);
    const { files } = await openedBag(await fetched(await exported({ level: "batch", batchId })));
    expect(files.get("metadata/batch/receipt-accepted.jws")?.toString().split(".")).toHaveLength(3);
    expect(files.get("metadata/batch/receipt-closed.jws")?.toString().split(".")).toHaveLength(3);
    expect(files.get("metadata/batch/receipt-accepted.pages.ndjson")?.toString().trimEnd().split("\n")).toHaveLength(4);
  });

  test("is told in its history: who asked, when, why, and what came of it", async () => {
    const { batchId } = await broughtBatch({ catalogue: false });
    const { exportId } = await exported({ level: "batch", batchId });
    expect(await told(exportId)).toMatchObject([
      { type: "export-asked", actor: "clerk", reason: "省馆备查", batchId },
      { type: "exported", actor: "clerk", reason: "省馆备查", batchId, items: 2, files: 3 },
    ]);
    const { events } = await cells.home.getBatchHistory({ archiveId: ARCHIVE, batchId, cursor: undefined }, clerk);
    expect(events.at(-1)).toMatchObject({ type: "exported", premis: [{ type: "exporting", outcome: "success" }] });
  });
});

describe("the bag of an item or a volume", () => {
  test("holds that item alone", async () => {
    const { pages } = await broughtBatch();
    const code = pages[0]!.code;
    const { files } = await openedBag(await fetched(await exported({ level: "item", archivalCode: code })));
    expect([...files.keys()].filter((path) => path.startsWith("data/"))).toEqual([
      `data/${code}/001.png`,
      `data/${code}/002.png`,
    ]);
  });

  test("holds every item of the volume, whatever batch it came with", async () => {
    const { files } = await openedBag(await fetched(await exported({ level: "volume", archivalCode: volume })));
    const codes = new Set(
      [...files.keys()].flatMap((path) => /^data\/(J019-ZY·TD·2001·Y-007-\d{4})/.exec(path)?.[1] ?? []),
    );
    expect(codes.size).toBe(made * 2);
  });

  test("is not there of what there is nothing of, and the export says so", async () => {
    const answer = await exported({ level: "volume", archivalCode: "J019-ZY·TD·2001·Y-999" });
    expect(answer).toMatchObject({ state: "failed", failure: { code: "nothing-to-export" } });
    expect((await told(answer.exportId)).at(-1)).toMatchObject({ type: "export-failed", code: "nothing-to-export" });
    await expect(ask({ level: "item", archivalCode: "not a code" })).rejects.toMatchObject({ code: "request-invalid" });
  });
});

describe("who may export, and what", () => {
  test("is for archivists and approvers of the archive that holds the records, at its home", async () => {
    const { batchId } = await broughtBatch({ catalogue: false });
    const of = { level: "batch" as const, batchId };
    const roles = (...given: string[]): Viewer => ({ principal: "p", archiveId: ARCHIVE, roles: given });
    for (const viewer of [roles("window-clerk"), roles("vendor", "archivist"), roles("auditor"), clerkOf(NEIGHBOUR)])
      await expect(ask(of, viewer)).rejects.toMatchObject({ code: "not-allowed" });
    const asked = { archiveId: ARCHIVE, of, reason: "x", language: "zh" as const };
    await expect(cells.replica.askExport(asked, clerk)).rejects.toMatchObject({ code: "other-region" });
    const { exportId } = await ask(of, approver);
    await worked(exportId);
    for (const viewer of [roles("window-clerk"), clerkOf(NEIGHBOUR)])
      await expect(now(exportId, viewer)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(now("no-such-export")).rejects.toMatchObject({ code: "not-found" });
  });

  test("is no batch that still takes scans, and none that nobody opened", async () => {
    const { batchId, pages } = await broughtBatch({ closed: false });
    await expect(ask({ level: "batch", batchId })).rejects.toMatchObject({ code: "not-now" });
    await expect(ask({ level: "item", archivalCode: pages[0]!.code })).rejects.toMatchObject({ code: "not-now" });
    await expect(ask({ level: "batch", batchId: "never" })).rejects.toMatchObject({ code: "not-now" });
  });

  test("is no registration backup, and nothing whose giver forbids copying", async () => {
    const backup = await broughtBatch({ given: { ...terms, accessionType: "registration-backup" } });
    await expect(ask({ level: "batch", batchId: backup.batchId })).rejects.toThrow("registration backup");
    const { batchId } = await broughtBatch({ given: { ...terms, restrictions: ["copying"] } });
    expect(await exported({ level: "batch", batchId })).toMatchObject({ failure: { code: "use-restricted" } });
  });

  test("is nothing of a batch that is held, before, while or after the bag is written", async () => {
    const mark = { by: "service:ocr", page: 1, mark: "秘密★5年" };
    const hold = async ({ batchId, pages }: Brought) =>
      cells.home.holdBatch({ archiveId: ARCHIVE, batchId, archivalCode: pages[0]!.code, ...mark });
    const before = await broughtBatch();
    await hold(before);
    await expect(ask({ level: "batch", batchId: before.batchId })).rejects.toThrow("held");
    await expect(ask({ level: "item", archivalCode: before.pages[0]!.code })).rejects.toThrow("held");

    const meanwhile = await broughtBatch();
    const { exportId } = await ask({ level: "batch", batchId: meanwhile.batchId });
    await hold(meanwhile);
    await worked(exportId);
    expect(await now(exportId)).toMatchObject({ state: "failed", failure: { code: "batch-held" } });

    const after = await broughtBatch();
    const ready = await exported({ level: "batch", batchId: after.batchId });
    await hold(after);
    await expect(now(ready.exportId)).rejects.toThrow("held");
  });
});

describe("an export", () => {
  const large = { size: 1500 };
  const inParts = { partBytes: 5 * 1024 ** 2, partsPerMark: 1, sliceSeconds: 0 };

  test("is the same under the same name, and refuses another thing under it", async () => {
    const { batchId } = await broughtBatch({ catalogue: false });
    await ask({ level: "batch", batchId }, clerk, "same-name-1");
    expect((await ask({ level: "batch", batchId }, clerk, "same-name-1")).exportId).toBe("same-name-1");
    expect(await told("same-name-1")).toHaveLength(1);
    await expect(ask({ level: "volume", archivalCode: volume }, clerk, "same-name-1")).rejects.toMatchObject({
      code: "not-now",
    });
  });

  test("goes on slice by slice, and comes to the same as in one run", async () => {
    const { batchId } = await broughtBatch(large);
    const { exportId } = await ask({ level: "batch", batchId });
    expect(await worked(exportId, inParts)).toBeGreaterThanOrEqual(3);
    const slices = await now(exportId);
    const { report } = await openedBag(await fetched(slices));
    expect(report.findings).toEqual([]);
    const once = await exported({ level: "batch", batchId });
    expect(once.bag?.manifestSha256).toBe(slices.bag?.manifestSha256);
  });

  test("is finished whatever call is lost, one after the other, and then the same bag", async () => {
    const { batchId } = await broughtBatch(large);
    const expected = (await exported({ level: "batch", batchId })).bag?.manifestSha256;
    for (const fault of ["cut", "answer-lost"] as const) {
      let calls = 0;
      let lost = -1;
      let broken = 0;
      const { exportId } = await ask({ level: "batch", batchId });
      for (let round = 0; round < 200; round += 1) {
        calls = 0;
        lost = round;
        cells.cloud.fault = ({ service }) => (service !== "sqs" && (calls += 1) === lost + 1 ? fault : undefined);
        try {
          await cells.home.writeExport({ archiveId: ARCHIVE, exportId }, inParts);
        } catch {
          broken += 1;
        } finally {
          cells.cloud.fault = () => undefined;
        }
        if ((await now(exportId)).state === "ready") break;
      }
      const answer = await now(exportId);
      expect(answer.state).toBe("ready");
      expect(broken).toBeGreaterThan(10);
      const { report } = await openedBag(await fetched(answer));
      expect(report.findings).toEqual([]);
      expect(answer.bag?.manifestSha256).toBe(expected);
      expect((await told(exportId)).map(({ type }) => type)).toEqual(["export-asked", "exported"]);
    }
  }, 120_000);

  test("is written once, however often its message comes", async () => {
    const { batchId } = await broughtBatch(large);
    const { exportId } = await ask({ level: "batch", batchId });
    const work = { archiveId: ARCHIVE, exportId };
    const all = { ...inParts, sliceSeconds: 600 };
    await Promise.all([1, 2, 3].map(() => cells.home.writeExport(work, all)));
    await worked(exportId, all);
    const answer = await now(exportId);
    const { report } = await openedBag(await fetched(answer));
    expect(report.findings).toEqual([]);
    await cells.home.writeExport(work, all);
    expect((await told(exportId)).map(({ type }) => type)).toEqual(["export-asked", "exported"]);
  });

  test("is found again by the reconciler when its message was lost", async () => {
    const { batchId } = await broughtBatch({ catalogue: false });
    const { exportId } = await ask({ level: "batch", batchId });
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeExports()).toContainEqual({ archiveId: ARCHIVE, exportId });
    await worked(exportId);
    cells.pass(11 * 60);
    await cells.home.reconcile();
    expect(cells.home.takeExports()).not.toContainEqual({ archiveId: ARCHIVE, exportId });
  });

  test("ends without a bag when a byte has rotted, names the page, and has it mended", async () => {
    const { batchId, pages } = await broughtBatch(large);
    cells.home.takeManifests();
    cells.home.rot(originalKey(ARCHIVE, digest(pages[1]!.bytes)));
    const answer = await exported({ level: "batch", batchId }, inParts);
    expect(answer).toMatchObject({ state: "failed", failure: { code: "bytes-rotten" } });
    expect(answer.failure?.detail).toContain(`page 2 of ${pages[1]!.code}`);
    expect(answer.bag).toBeUndefined();
    expect(cells.home.takeManifests()).toMatchObject([{ to: cells.home.region, page: { page: 2 } }]);
    expect((await told(answer.exportId)).at(-1)).toMatchObject({ type: "export-failed", code: "bytes-rotten" });
  });

  test("expires, and says so", async () => {
    const { batchId } = await broughtBatch({ catalogue: false });
    const { exportId, bag } = await exported({ level: "batch", batchId });
    expect(Date.parse(bag!.expiresAt)).toBeGreaterThan(0);
    cells.pass(7 * 86_400);
    await expect(now(exportId)).rejects.toThrow("expired");
  });

  test("leaves nothing on the function's disk", () => {
    expect(readdirSync(cells.home.folder).filter((name) => /^(plan|bag)-/.test(name))).toEqual([]);
  });
});

describe("an exported bag that another archive takes in", () => {
  const neighbour = clerkOf(NEIGHBOUR);
  type Into = { readonly archiveId: string; readonly batchId: string };

  /** What a deposit of the bag puts into intake: its payload, and the tag files that bring something. */
  const asDeposit = async (bag: Buffer, into: Into): Promise<void> => {
    const { home } = cells;
    const { files } = await openedBag(bag);
    for (const [path, bytes] of files) {
      const place = readFilePath(path.slice("data/".length));
      const ofScan = place.kind === "named" ? formatIntakeKey({ ...into, ...place }) : undefined;
      const key = path.startsWith("data/") ? ofScan : intakeKeyOfTag(into, path);
      if (key !== undefined) await home.receive(await home.upload(key, bytes));
    }
  };
  /** The bag itself, by whatever S3 client; the batch is closed before it is unpacked. */
  const asOneObject = async (bag: Buffer, into: Into): Promise<void> => {
    const { home } = cells;
    await home.openBatch({ ...into, ...terms, reason: "省馆移交" }, neighbour);
    await home.receive(await home.upload(`${into.archiveId}/${into.batchId}/bag.tar`, bag));
    await home.decideBatch({ ...into, decision: "closed", reason: "清点完毕" }, neighbour);
    const received = (await home.history(NEIGHBOUR)).findLast(({ type }) => type === "bag-received");
    if (received?.type !== "bag-received") throw new Error("no bag was received");
    for (let work = [{ ...into, bagId: received.bagId }]; work.length > 0; work = home.takeBags())
      for (const one of work) await home.unpack(one);
    cells.pass(11 * 60);
    do await home.findUnreceived();
    while ((await Promise.all(home.takeArrivals().map((one) => home.receive(one)))).length > 0);
    const unpacked = await home.bags.get(into.archiveId, into.batchId, received.bagId);
    expect(unpacked?.counts).toMatchObject({ scans: 3, catalogues: 1, histories: 3, leftOut: 0 });
  };
  const importNewest = async (into: Into): Promise<void> => {
    const { home } = cells;
    const said = (await home.history(NEIGHBOUR)).findLast(({ type }) => type === "catalogue-received");
    if (said?.type !== "catalogue-received") throw new Error("no catalogue was received");
    await home.importCatalogue({ ...into, importId: said.importId });
  };
  const described = async (archiveId: string, archivalCode: string) => {
    const unit = await cells.home.catalogues.description({ archiveId, level: "item", archivalCode });
    return unit === undefined ? undefined : { ...unit.description, archiveId: "" };
  };
  const digests = async (archiveId: string, archivalCode: string) =>
    (await cells.home.pages.pagesOf(archiveId, archivalCode)).map(({ page, file }) => [page, file.sha256]);
  const historyAt = (archiveId: string, archivalCode: string) =>
    cells.home.getItemHistory({ archiveId, archivalCode, cursor: undefined }, clerkOf(archiveId));

  test.each([
    ["as a deposit of its files", asDeposit, "from-440100"],
    ["as one object", asOneObject, "bag-from-440100"],
  ])("has the same digests, descriptions and history there, the history as evidence: %s", async (_, take, name) => {
    const into = { archiveId: NEIGHBOUR, batchId: name };
    const { batchId, pages } = await broughtBatch();
    const codes = [...new Set(pages.map(({ code }) => code)), item(made * 10 + 3)];
    const before = await Promise.all(codes.slice(0, 2).map((code) => historyAt(ARCHIVE, code)));
    const bag = await fetched(await exported({ level: "batch", batchId }));
    const { files } = await openedBag(bag);
    await take(bag, into);
    await importNewest(into);
    for (const code of codes) {
      expect(await digests(NEIGHBOUR, code)).toEqual(await digests(ARCHIVE, code));
      expect(await described(NEIGHBOUR, code)).toEqual(await described(ARCHIVE, code));
    }
    expect((await cells.home.counts(into.batchId, NEIGHBOUR)).refused).toBe(0);
    for (const [at, code] of codes.slice(0, 2).entries()) {
      const { events, earlier } = await historyAt(NEIGHBOUR, code);
      expect(earlier).toMatchObject([
        { keeper: ARCHIVE, agrees: true, events: before[at]!.events.flatMap((event) => event.premis).length },
      ]);
      const kept = Buffer.from(await (await fetch(earlier![0]!.address)).arrayBuffer());
      expect(kept.equals(files.get(`metadata/items/${code}/premis.xml`)!)).toBe(true);
      for (const { premis } of before[at]!.events)
        for (const { detail } of premis) expect(unescaped(kept)).toContain(detail);
      // Theirs is evidence; ours begins with what came.
      expect(events.map(({ type }) => type)).toContain("history-received");
      expect(events.every(({ actor }) => actor !== "clerk")).toBe(true);
    }
    expect((await cells.home.listImports({ ...into, language: "en" }, neighbour)).imports[0]).toMatchObject({
      state: "done",
      counts: { added: 2, refused: 0 },
    });
  });

  test("says where a page differs from what the earlier keeper had", async () => {
    const { batchId, pages } = await broughtBatch({ catalogue: false });
    const code = pages[0]!.code;
    const { files } = await openedBag(await fetched(await exported({ level: "batch", batchId })));
    const history = files.get(`metadata/items/${code}/premis.xml`)!;
    const { home } = cells;
    const prefix = `${NEIGHBOUR}/other/${code}`;
    await home.receive(await home.upload(`${prefix}/001.png`, await noisyPage(4711)));
    await home.receive(await home.upload(`${prefix}/history.premis.xml`, history));
    expect((await historyAt(NEIGHBOUR, code)).earlier).toMatchObject([{ keeper: ARCHIVE, agrees: false }]);
  });

  test("brings on what its own earlier keepers told", async () => {
    const { batchId, pages } = await broughtBatch({ catalogue: false });
    const code = pages[0]!.code;
    const first = await openedBag(await fetched(await exported({ level: "batch", batchId })));
    const history = first.files.get(`metadata/items/${code}/premis.xml`)!;
    const { home } = cells;
    await home.receive(await home.upload(`${NEIGHBOUR}/onward/${code}/001.png`, pages[0]!.bytes));
    await home.receive(await home.upload(`${NEIGHBOUR}/onward/${code}/history.premis.xml`, history));
    const { exportId } = await ask({ level: "item", archivalCode: code }, neighbour, undefined, NEIGHBOUR);
    await home.writeExport({ archiveId: NEIGHBOUR, exportId });
    const answer = await home.getExport({ archiveId: NEIGHBOUR, exportId, language: "en" }, neighbour);
    const { files } = await openedBag(await fetched(answer));
    expect(files.get(`metadata/items/${code}/earlier-${digest(history).slice(0, 16)}.premis.xml`)).toEqual(history);
  });

  test.each([
    ["no XML", "history-unreadable", () => Buffer.from("history")],
    ["XML of something else", "history-unreadable", () => Buffer.from("<a/>")],
    ["cut short", "history-unreadable", (good: Buffer) => good.subarray(0, good.length - 20)],
    [
      "of another item",
      "history-of-another-item",
      (good: Buffer, code: string) => Buffer.from(good.toString().replaceAll(code, item(9999))),
    ],
  ])("takes no history that is %s", async (_, refused, spoiled) => {
    const { batchId, pages } = await broughtBatch({ catalogue: false });
    const code = pages[0]!.code;
    const { files } = await openedBag(await fetched(await exported({ level: "batch", batchId })));
    const good = files.get(`metadata/items/${code}/premis.xml`)!;
    const key = `${NEIGHBOUR}/spoiled-${made}/${code}/history.premis.xml`;
    await cells.home.receive(await cells.home.upload(key, spoiled(good, code)));
    const { refused: standing } = await cells.home.getBatch(
      { archiveId: NEIGHBOUR, batchId: `spoiled-${made}`, cursor: undefined, language: "en" },
      neighbour,
    );
    expect(standing).toMatchObject([{ key, code: refused }]);
  });
});
