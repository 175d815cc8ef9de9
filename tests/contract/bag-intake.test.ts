import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BagWork } from "../../functions/accession/bag-work.ts";
import { hasEnded } from "../../shared/bagit/arrived-bag.ts";
import { bagChanges } from "../../shared/storage/bag-changes.ts";
import { bagDeposits } from "../../shared/storage/bag-deposits.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { digestOf, goodBag, signTags, tarOf, under, zipOf, type BagFiles, type BagMaking } from "../support/bags.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { HISTORY_TABLE, queueUrl, RECORDS_TABLE } from "../support/cloud.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const clerk = clerkOf(ARCHIVE);
const code = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [], reason: "移交" };

let cells: Cells;
let scans: Buffer[];
beforeEach(async () => {
  cells = await openCells();
  scans = await Promise.all([1, 2, 3].map((shade) => shadedPage(shade)));
});
afterEach(() => cells.close());

const payloadOf = (): Record<string, Buffer> =>
  Object.fromEntries(scans.map((scan, at) => [`data/盒1/${code}/${at + 1}.png`, scan]));
const bagOf = (making: BagMaking = {}): BagFiles => goodBag({ payload: payloadOf(), ...making });
const zipped = (files: BagFiles = bagOf(), compress = false): Promise<Buffer> => zipOf(under("bag", files), compress);

/** Uploads a bag and lets intake deal with it. @returns the work that is owed, if any is. */
const bring = async (bytes: Buffer, file = "bag.zip", metadata?: Record<string, string>) => {
  const arrived = await cells.home.upload(`${ARCHIVE}/b1/${file}`, bytes, metadata);
  await cells.home.receive(arrived);
  const said = (await cells.home.history()).findLast(({ type }) => type === "bag-received");
  const work = said?.type === "bag-received" && said.versionId === arrived.versionId ? said : undefined;
  return { arrived, work: { ...batch, bagId: work?.bagId ?? "none" } };
};
type Options = Parameters<Cells["home"]["unpack"]>[1];
/** Slice after slice, until nothing is handed on. */
const unpackAll = async (work: BagWork, options?: Options) => {
  let waiting = [work];
  for (; waiting.length > 0; waiting = cells.home.takeBags())
    for (const one of waiting) await cells.home.unpack(one, options);
  return bagNow(work);
};
const bagNow = async ({ archiveId, batchId, bagId }: BagWork) => cells.home.bags.get(archiveId, batchId, bagId);
/** What came into the intake bucket, told by its list. */
const receiveAll = async () => {
  cells.pass(11 * 60);
  do await cells.home.findUnreceived();
  while ((await Promise.all(cells.home.takeArrivals().map((one) => cells.home.receive(one)))).length > 0);
};
const refusals = async () =>
  (await cells.home.getBatch({ ...batch, cursor: undefined, language: "en" }, clerk)).refused;
const pagesNow = () => cells.home.pages.pagesOf(ARCHIVE, code);

describe("a bag in intake", () => {
  test.each([
    ["zip", "移交包.zip", () => zipped()],
    ["compressed zip", "bag.bag.zip", () => zipped(bagOf(), true)],
    ["tar", "bag.tar", () => Promise.resolve(tarOf(under("bag", bagOf())))],
    ["tar.gz", "bag.tgz", () => Promise.resolve(gzipSync(tarOf(under("bag", bagOf()))))],
  ] as const)("as %s: its scans become pages, as if its depositor had put them", async (_, file, bytes) => {
    const { work, arrived } = await bring(await bytes(), file);
    expect(await unpackAll(work)).toMatchObject({
      state: "unpacked",
      at: 7,
      of: 7,
      counts: { scans: 3, catalogues: 0, histories: 0, unplaced: 0, superseded: 0, leftOut: 0, systemFiles: 0 },
      said: { version: "1.0", payload: { files: 3 } },
    });
    await receiveAll();
    const pages = await pagesNow();
    expect(pages.map(({ page, file: { sha256 } }) => [page, sha256])).toEqual(
      scans.map((scan, at) => [at + 1, digestOf("sha256", scan)]),
    );
    for (const { file: kept } of pages)
      expect(await cells.home.holdings.digest(originalKey(ARCHIVE, kept.sha256))).toBe(kept.sha256);
    expect(await cells.home.counts("b1")).toMatchObject({ received: 4, accepted: 4, refused: 0, pages: 3 });
    const history = await cells.home.history();
    expect(history.map(({ type }) => type).sort()).toEqual([
      "bag-received",
      "bag-unpacked",
      ...scans.map(() => "page-accepted"),
    ]);
    expect(history.find(({ type }) => type === "bag-unpacked")).toMatchObject({
      versionId: arrived.versionId,
      info: [
        { label: "Source-Organization", value: "市档案馆" },
        { label: "Bagging-Date", value: "2026-11-30" },
      ],
    });
    for (const { type, actor } of history) if (type === "page-accepted") expect(actor).toBe(arrived.actor);
  });

  test("hands catalogues on, leaves in the bag what is neither, and has intake say what is misnamed", async () => {
    const payload = {
      ...payloadOf(),
      "data/归档文件目录.csv": "著录层级,档号,题名\r\n",
      "data/说明.docx": "no scan",
      "data/Z109-WS·2011·Y·错/001.png": scans[0] ?? "",
      "data/.DS_Store": "x",
      "data/副本/盒9/IMG.png": "no scan at all",
      [`data/盒2/${code}/01.png`]: "another page 1",
      "metadata/description.json": "{}",
    };
    const { work } = await bring(await zipped(bagOf({ payload })));
    const bag = await unpackAll(work);
    expect(bag).toMatchObject({ state: "refused", refusal: { code: "bag-invalid" } });
    const { "metadata/description.json": _, ...good } = payload;
    const files = bagOf({ payload: good });
    files.set("metadata/description.json", Buffer.from("{}"));
    files.set("metadata/premis.xml", Buffer.from("<premis/>"));
    signTags(files);
    cells.pass(5);
    const again = await bring(await zipped(files));
    expect(await unpackAll(again.work)).toMatchObject({
      state: "unpacked",
      counts: { scans: 3, catalogues: 1, histories: 0, unplaced: 2, superseded: 0, leftOut: 2, systemFiles: 1 },
      leftOut: [
        { path: "data/说明.docx", reason: "not-a-scan" },
        { path: `data/盒2/${code}/01.png`, reason: "claimed" },
      ],
    });
    await receiveAll();
    expect((await refusals()).map(({ key, code: why }) => [key, why]).sort()).toEqual([
      [`${ARCHIVE}/b1/IMG.png`, "archival-code-malformed"],
      [`${ARCHIVE}/b1/Z109-WS·2011·Y·错/001.png`, "archival-code-malformed"],
    ]);
    expect((await cells.home.listImports({ ...batch, language: "en" }, clerk)).imports).toMatchObject([
      { key: `${ARCHIVE}/b1/catalogue-bag-1.csv` },
    ]);
  });
});

const without = (path: string) => (files: BagFiles) => void files.delete(path);
const added = (path: string, text: string) => (files: BagFiles) => void files.set(path, Buffer.from(text));
const first = `data/盒1/${code}/1.png`;

describe("a bag that is not good", () => {
  test.each<[rule: string, change: (files: BagFiles) => void]>([
    ["payload-digest-differs", added(first, "something else")],
    ["payload-file-missing", without(first)],
    ["payload-file-unlisted", added(`data/盒1/${code}/9.png`, "not listed")],
    ["declaration-missing", without("bagit.txt")],
    ["payload-manifest-missing", without("manifest-sha256.txt")],
    ["tag-digest-differs", added("bag-info.txt", "Source-Organization: another\n")],
    ["path-parent", added("../../etc/passwd", "out")],
    ["path-backslash", added("data\\x.png", "odd")],
  ])("breaks %s and is refused as one", async (rule, change) => {
    const files = bagOf();
    change(files);
    const { work, arrived } = await bring(tarOf(under("bag", files)), "bag.tar");
    const bag = await unpackAll(work);
    expect(bag?.findings.map((one) => one.rule)).toContain(rule);
    expect(bag).toMatchObject({ state: "refused", refusal: { code: "bag-invalid" } });
    expect(await refusals()).toMatchObject([{ key: arrived.key, code: "bag-invalid" }]);
    expect((await refusals())[0]?.detail).toContain(rule);
    expect(await cells.home.counts("b1")).toMatchObject({ received: 1, accepted: 0, refused: 1 });
    await receiveAll();
    expect(await pagesNow()).toEqual([]);
    expect((await cells.home.history()).map(({ type }) => type)).toEqual(["bag-received", "object-refused"]);
  });

  test("since it wants to have files fetched, is told so", async () => {
    const files = bagOf();
    files.delete(first);
    files.set("fetch.txt", Buffer.from(`http://169.254.169.254/x 10 ${first}\n`));
    signTags(files);
    const { work } = await bring(await zipped(files));
    expect(await unpackAll(work)).toMatchObject({ refusal: { code: "bag-needs-fetching", facts: { count: 1 } } });
  });

  test("cut short anywhere, is refused", async () => {
    const whole = await zipped();
    const tar = tarOf(under("bag", bagOf()));
    for (const [name, bytes] of [
      ["a.zip", whole.subarray(0, whole.length - 30)],
      ["b.zip", whole.subarray(0, 700)],
      ["c.tar", tar.subarray(0, 1800)],
      ["d.tgz", gzipSync(tar).subarray(0, 400)],
    ] as const) {
      const { work } = await bring(bytes, name);
      expect(await unpackAll(work), name).toMatchObject({ state: "refused", refusal: { code: "bag-invalid" } });
    }
  });

  test("lifts its refusal when it comes again and is good", async () => {
    const files = bagOf();
    files.set(first, Buffer.from("something else"));
    await unpackAll((await bring(await zipped(files))).work);
    cells.pass(5);
    const { work } = await bring(await zipped());
    expect(await refusals()).toEqual([]);
    await unpackAll(work);
    await receiveAll();
    expect(await cells.home.counts("b1")).toMatchObject({ received: 5, accepted: 4, refused: 0, pages: 3 });
  });

  test("is not there any more when it is to be looked into", async () => {
    const { work, arrived } = await bring(await zipped());
    await cells.home.remove(arrived.key, arrived.versionId);
    expect(await unpackAll(work)).toMatchObject({ state: "refused", refusal: { code: "object-gone" } });
  });

  test("by its first bytes is refused at once", async () => {
    const tar = tarOf(under("bag", bagOf()));
    for (const [name, bytes] of [
      ["a.zip", randomBytes(3000)],
      ["b.zip", tar],
      ["c.tar", await zipped()],
      ["d.tar", randomBytes(100)],
      ["e.tgz", tar],
    ] as const)
      await bring(bytes, name);
    expect((await refusals()).map((one) => one.code)).toEqual(Array.from({ length: 5 }, () => "extension-mismatch"));
    expect((await cells.home.history()).some(({ type }) => type === "bag-received")).toBe(false);
  });
});

describe("a secret bag", () => {
  test.each<[by: string, making: BagMaking, metadata?: Record<string, string>]>([
    ["its metadata in S3", {}, { classification: encodeURIComponent("机密") }],
    ["what it says of itself", { info: "Classification: 秘密★5年\n" }],
    ["the name of a folder in it", { payload: { [`data/机密★10年/${code}/001.png`]: "x" } }],
  ])("by %s is not taken", async (_, making, metadata) => {
    const { work } = await bring(await zipped(bagOf({ payload: payloadOf(), ...making })), "bag.zip", metadata);
    await unpackAll(work);
    expect(await refusals()).toMatchObject([{ code: "classified" }]);
    await receiveAll();
    expect(await pagesNow()).toEqual([]);
  });
});

describe("the batch of a bag", () => {
  const decide = (decision: "closed") => cells.home.decideBatch({ ...batch, decision, reason: "齐" }, clerk);
  const hold = () =>
    cells.home.holdBatch({ ...batch, by: "service:ocr", archivalCode: code, page: 1, mark: "机密★10年" });

  test("that is held, or closed before, takes none", async () => {
    await cells.home.openBatch({ ...batch, ...terms }, clerk);
    await decide("closed");
    cells.pass(5);
    await bring(await zipped());
    expect(await refusals()).toMatchObject([{ code: "batch-closed" }]);
    await hold();
    await bring(await zipped(), "other.zip");
    expect((await refusals()).map((one) => one.code).sort()).toEqual(["batch-closed", "batch-held"]);
  });

  test("that was closed after it came, still takes all that is in it", async () => {
    await cells.home.openBatch({ ...batch, ...terms }, clerk);
    const { work } = await bring(await zipped());
    cells.pass(60);
    await decide("closed");
    cells.pass(60);
    await unpackAll(work);
    await receiveAll();
    expect(await cells.home.counts("b1")).toMatchObject({ refused: 0, pages: 3 });
  });

  test("that is closed is not opened by who only says that an object came out of a bag", async () => {
    await cells.home.openBatch({ ...batch, ...terms }, clerk);
    const { work } = await bring(await zipped());
    cells.pass(60);
    await decide("closed");
    cells.pass(60);
    const key = `${ARCHIVE}/b1/${code}/009.png`;
    await cells.home.receive(await cells.home.upload(key, scans[0]!, { "lantai-bag": work.bagId }));
    expect(await refusals()).toMatchObject([{ key, code: "batch-closed" }]);
  });

  test("that is held while it is unpacked, takes no more of it", async () => {
    const { work } = await bring(await zipped());
    await cells.home.unpack(work);
    await hold();
    expect(await unpackAll(work)).toMatchObject({ state: "refused", refusal: { code: "batch-held" } });
    await receiveAll();
    expect(await pagesNow()).toEqual([]);
  });
});

describe("a bag that comes, or is worked on, more than once", () => {
  test("delivered again after it was unpacked, nothing happens", async () => {
    const { work, arrived } = await bring(await zipped());
    const bag = await unpackAll(work);
    await cells.home.receive(arrived, 2);
    await cells.home.unpack(work, {}, 2);
    expect(await bagNow(work)).toEqual(bag);
    expect(cells.home.takeBags()).toEqual([]);
  });

  test("uploaded twice, its scans are duplicates the second time", async () => {
    for (let times = 0; times < 2; times += 1) {
      await unpackAll((await bring(await zipped())).work);
      await receiveAll();
    }
    expect(await cells.home.counts("b1")).toMatchObject({ received: 8, accepted: 5, duplicate: 3, pages: 3 });
  });

  test("what was uploaded after it stays, although it is unpacked later", async () => {
    const { work } = await bring(await zipped());
    cells.pass(60);
    const better = await shadedPage(9);
    await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${code}/001.png`, better));
    expect(await unpackAll(work)).toMatchObject({ counts: { scans: 2, superseded: 1 } });
    await receiveAll();
    expect((await pagesNow())[0]?.file.sha256).toBe(digestOf("sha256", better));
  });

  test("two bags of the same pages, unpacked in the other order: the newer stands", async () => {
    const older = await bring(await zipped(), "older.zip");
    cells.pass(60);
    const better = await shadedPage(9);
    const newer = await bring(await zipped(bagOf({ payload: { [first]: better } })), "newer.zip");
    await unpackAll(newer.work);
    expect(await unpackAll(older.work)).toMatchObject({ counts: { scans: 2, superseded: 1 } });
    await receiveAll();
    expect((await pagesNow())[0]?.file.sha256).toBe(digestOf("sha256", better));
  });

  test("a second worker keeps off, and what a lost one left is owed", async () => {
    const { work } = await bring(await zipped());
    const lost = { open: () => new Promise<never>(() => undefined) };
    void cells.home.unpack(work, lost);
    await expect.poll(async () => (await bagNow(work))?.busyUntil).toBeDefined();
    await cells.home.unpack(work);
    expect(await bagNow(work)).toMatchObject({ state: "received", tries: 1 });
    cells.pass(16 * 60);
    await cells.home.reconcile();
    const [reminded] = cells.home.takeBags();
    expect(reminded).toEqual(work);
    expect(await unpackAll(reminded!)).toMatchObject({ state: "unpacked" });
    await cells.home.reconcile();
    expect(cells.home.takeBags()).toEqual([]);
  });

  test("one that ends every worker is refused in the end", async () => {
    const { work } = await bring(await zipped());
    for (const tries of [1, 2, 3, 4]) {
      void cells.home.unpack(work, { open: () => new Promise<never>(() => undefined) });
      await expect.poll(async () => (await bagNow(work))?.tries).toBe(tries);
      cells.pass(16 * 60);
    }
    expect(await unpackAll(work)).toMatchObject({ state: "refused", refusal: { code: "could-not-check" } });
  });

  test("what S3 fails at is no fault of the bag, however often", async () => {
    const { work } = await bring(await zipped());
    for (let times = 0; times < 10; times += 1)
      await expect(cells.home.unpack(work, { open: () => Promise.reject(new Error("cut")) })).rejects.toThrow("cut");
    expect(await unpackAll(work)).toMatchObject({ state: "unpacked" });
  });
});

/** All that is known, without what depends on the moment. */
const knownNow = async () => {
  const scan = async (TableName: string) =>
    (await cells.home.documents.send(new ScanCommand({ TableName }))).Items ?? [];
  const lines = [...(await scan(RECORDS_TABLE)), ...(await scan(HISTORY_TABLE))].map((item) => JSON.stringify(item));
  return lines
    .map((line) =>
      line.replaceAll(
        /"(versionId|at|time|eventId|endedAt|acceptedAt|revisedAt|firstSeenAt|since|owedSince|by|sk)":"[^"]*"/g,
        "",
      ),
    )
    .map((line) => line.replaceAll(/\d{4}-\d\d-\d\dT[^"]*/g, "").replaceAll(/"writes":\d+/g, ""))
    .sort();
};

describe("ended between any two steps", () => {
  class Ended extends Error {}
  /** What is called ends its caller at the n-th call: before it is done, or after. */
  const endingAt = (n: number, when: "before" | "after") => {
    let calls = 0;
    const wrap =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        calls += 1;
        const ends = calls === n;
        if (ends && when === "before") throw new Ended();
        const answer = await call(...args);
        if (ends) throw new Ended();
        return answer;
      };
    return { wrap, ended: () => calls >= n };
  };
  const run = async (n: number, when: "before" | "after"): Promise<{ known: string[]; ended: boolean }> => {
    cells = await openCells();
    const { home } = cells;
    const { work } = await bring(await zipped());
    const { wrap, ended } = endingAt(n, when);
    const deposits = bagDeposits(home.intake.bucket, home.intake.s3);
    const queue = workQueue<{ detail: BagWork }>(queueUrl(home.region, "bags"), home.region);
    const changes = bagChanges(home.documents, { records: RECORDS_TABLE, history: HISTORY_TABLE });
    const options: Options = {
      queue: { send: wrap((message) => queue.send(message)) },
      deposits: {
        standing: wrap((...args) => deposits.standing(...args)),
        put: wrap((...args) => deposits.put(...args)),
      },
      changes: { ...changes, step: wrap(changes.step), end: wrap(changes.end) },
    };
    for (let turn = 0; turn < 40 && !hasEnded((await bagNow(work))!); turn += 1) {
      await home.unpack(work, options).catch((error: unknown) => {
        if (!(error instanceof Ended)) throw error;
      });
      home.takeBags();
      cells.pass(16 * 60);
    }
    await receiveAll();
    return { known: await knownNow(), ended: ended() };
  };

  test("it comes to the same", async () => {
    await cells.close();
    const { known: undisturbed } = await run(Infinity, "before");
    expect(undisturbed.filter((line) => line.includes("page-accepted"))).toHaveLength(3);
    for (const when of ["before", "after"] as const)
      for (let n = 1; ; n += 1) {
        await cells.close();
        const { known, ended } = await run(n, when);
        if (!ended) break;
        expect(known, `${when} ${n}`).toEqual(undisturbed);
      }
  }, 300_000);
});

test("a bag of more than a thousand files takes as many slices as it needs, and puts each file once", async () => {
  const payload = Object.fromEntries(
    Array.from({ length: 1100 }, (_, at) => [
      `data/Z109-WS·2011·Y·办公室-${String(at + 1).padStart(4, "0")}.pdf`,
      `%PDF ${at}`,
    ]),
  );
  const { work } = await bring(await zipped(goodBag({ payload })));
  let slices = 0;
  for (let waiting = [work]; waiting.length > 0; waiting = cells.home.takeBags()) {
    for (const one of waiting) await cells.home.unpack(one, { sliceSeconds: 0.5 });
    slices += 1;
  }
  expect(slices).toBeGreaterThan(4);
  expect(await bagNow(work)).toMatchObject({ state: "unpacked", counts: { scans: 1100 } });
  cells.pass(11 * 60);
  await cells.home.findUnreceived({ listsPerRun: 3, versionsPerList: 1000, foundPerRun: 3000 });
  const keys = cells.home.takeArrivals().map(({ key }) => key);
  expect(keys).toHaveLength(1100);
  expect(new Set(keys).size).toBe(1100);
}, 300_000);

test("whatever bytes come under a bag's name, they are refused or unpacked", async () => {
  const zip = await zipped();
  const tar = tarOf(under("bag", bagOf()));
  const damaged = (bytes: Buffer) =>
    fc
      .record({ at: fc.nat(bytes.length - 1), put: fc.uint8Array({ maxLength: 40 }), cut: fc.nat(bytes.length - 1) })
      .map(({ at, put, cut }) => {
        const copy = Buffer.from(bytes);
        copy.set(put.subarray(0, copy.length - at), at);
        return cut % 3 === 0 ? copy.subarray(0, cut) : copy;
      });
  const headed = (head: string) =>
    fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.concat([Buffer.from(head, "latin1"), bytes]));
  const uploads = fc.oneof(
    fc.record({ name: fc.constant("x.zip"), bytes: fc.oneof(damaged(zip), headed("PK\u0003\u0004")) }),
    fc.record({ name: fc.constant("x.tar"), bytes: damaged(tar) }),
    fc.record({
      name: fc.constant("x.tgz"),
      bytes: fc.oneof(damaged(gzipSync(tar)), headed("\u001f\u008b\u0008\u0000")),
    }),
  );
  await fc.assert(
    fc.asyncProperty(uploads, async ({ name, bytes }) => {
      cells.pass(5);
      const { work } = await bring(bytes, name);
      if (work.bagId !== "none") expect(hasEnded((await unpackAll(work))!)).toBe(true);
    }),
    { numRuns: 60 },
  );
}, 300_000);
