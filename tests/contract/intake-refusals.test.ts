import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { refusalCode, type RefusalCode } from "../../shared/domain/refusal.ts";
import { itemKey } from "../../shared/storage/record-keys.ts";
import { RECORDS_TABLE } from "../support/cloud.ts";
import { premisEnd, premisStart } from "../../shared/premis/premis-xml.ts";
import { ARCHIVE, clerkOf, FAR_ARCHIVE, openCells, type Cells } from "../support/cell.ts";
import { scriptedScanner } from "../support/scripted-scanner.ts";
import { shadedJpeg, shadedPage, shadedTiff } from "../support/shaded-scans.ts";
import { smallPdf } from "../support/small-pdf.ts";

const code = "Z109-WS·2011·Y·办公室-0001";
const limits = { bytes: 100_000, pixels: 90_000, pages: 3 };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells({ limits, scanner: scriptedScanner });
});
afterEach(() => cells.close());

type Case = {
  readonly key: string;
  readonly bytes: () => Buffer | Promise<Buffer>;
  readonly received?: number;
  /** What passes between the upload and its arrival. */
  readonly meanwhile?: () => void;
  /** What was decided before the object comes. */
  readonly first?: (home: Cells["home"]) => Promise<unknown>;
};
const page = `${ARCHIVE}/b1/${code}/001`;
const scan = () => shadedPage(1);
const half = async (bytes: Promise<Buffer>) => {
  const whole = await bytes;
  return whole.subarray(0, Math.floor(whole.length * 0.6));
};
const withLargeImage = async () =>
  smallPdf(["q 10 0 0 10 0 0 cm /I Do Q"], {
    width: 40,
    height: 40,
    image: { jpeg: await shadedJpeg(9, 400), width: 400, height: 400 },
  });

const terms = {
  archiveId: ARCHIVE,
  accessionType: "transfer" as const,
  from: { name: "市民政局" },
  restrictions: [],
  reason: "2026 年移交",
};
const mark = { archiveId: ARCHIVE, by: "service:ocr", archivalCode: code, page: 1, mark: "机密★10年" };

/** Of bags that were received and then looked into: bag-intake.test.ts. */
const ofBags = ["bag-invalid", "bag-needs-fetching", "object-gone"] as const;
const isOfObjects = (reason: RefusalCode): reason is Exclude<RefusalCode, (typeof ofBags)[number]> =>
  !ofBags.some((one) => one === reason);

/** An object for each other reason there is. */
const refusedObjects: Readonly<Record<Exclude<RefusalCode, (typeof ofBags)[number]>, Case>> = {
  "key-malformed": { key: `${ARCHIVE}/b1/a/b/001.png`, bytes: scan },
  "archive-id-malformed": { key: `4401/b1/${code}/001.png`, bytes: scan },
  "batch-id-malformed": { key: `${ARCHIVE}/批次/${code}/001.png`, bytes: scan },
  "archival-code-malformed": { key: `${ARCHIVE}/b1/nonsense/001.png`, bytes: scan },
  "page-malformed": { key: `${ARCHIVE}/b1/${code}/cover.png`, bytes: scan },
  "extension-unknown": { key: `${page}.docx`, bytes: scan },
  "not-a-scan": { key: `${ARCHIVE}/b1/${code}/.DS_Store`, bytes: scan },
  "archive-unknown": { key: `999999/b1/${code}/001.png`, bytes: scan },
  "archive-not-here": { key: `${FAR_ARCHIVE}/b1/${code}/001.png`, bytes: scan },
  "object-empty": { key: `${page}.png`, bytes: () => Buffer.alloc(0) },
  "object-too-large": { key: `${page}.png`, bytes: () => Buffer.alloc(limits.bytes + 1) },
  "format-unknown": { key: `${page}.png`, bytes: () => Buffer.from("GIF89a, not a scan") },
  "extension-mismatch": { key: `${page}.jpg`, bytes: scan },
  "too-many-pixels": { key: `${page}.png`, bytes: () => shadedPage(1, 301) },
  "inner-image-too-large": { key: `${page}.pdf`, bytes: withLargeImage },
  "too-many-pages": { key: `${ARCHIVE}/b1/${code}.tif`, bytes: () => shadedTiff([1, 2, 3, 4]) },
  "single-page-expected": { key: `${page}.tif`, bytes: () => shadedTiff([1, 2]) },
  encrypted: { key: `${page}.pdf`, bytes: () => smallPdf([""], { extra: "/Encrypt<</Filter/Standard/V 1/R 2>>" }) },
  broken: { key: `${page}.png`, bytes: () => half(shadedPage(1, 200)) },
  "batch-closed": {
    key: `${page}.png`,
    bytes: scan,
    first: async (home) => {
      await home.openBatch({ ...terms, batchId: "b1" }, clerkOf(ARCHIVE));
      await home.decideBatch(
        { archiveId: ARCHIVE, batchId: "b1", decision: "closed", reason: "all there" },
        clerkOf(ARCHIVE),
      );
      cells.pass(2);
    },
  },
  "batch-held": { key: `${page}.png`, bytes: scan, first: (home) => home.holdBatch({ ...mark, batchId: "b1" }) },
  "item-held": {
    key: `${page}.png`,
    bytes: scan,
    first: async (home) => {
      await home.receive(await home.upload(`${ARCHIVE}/b0/${code}/001.png`, await shadedPage(7, 60)));
      await home.holdBatch({ ...mark, batchId: "b0" });
      await home.settle({ archiveId: ARCHIVE, batchId: "b0" });
    },
  },
  "item-destroyed": {
    key: `${page}.png`,
    bytes: scan,
    first: async (home) => {
      await home.receive(await home.upload(`${ARCHIVE}/b0/${code}/001.png`, await shadedPage(7, 60)));
      await home.documents.send(
        new UpdateCommand({
          TableName: RECORDS_TABLE,
          Key: itemKey(ARCHIVE, code),
          UpdateExpression: "SET #record.#destroyed = :by",
          ExpressionAttributeNames: { "#record": "record", "#destroyed": "destroyed" },
          ExpressionAttributeValues: { ":by": { listId: "2026-01", at: "2026-11-23T08:00:00.000Z" } },
        }),
      );
    },
  },
  classified: { key: `${ARCHIVE}/b1/机密★10年/001.png`, bytes: scan },
  "page-of-another-batch": {
    key: `${page}.png`,
    bytes: scan,
    first: async (home) => {
      await home.receive(await home.upload(`${ARCHIVE}/b0/${code}/001.png`, await shadedPage(7, 60)));
      const window = { from: "2026-11-23T00:00:00.000Z", until: "2026-12-23T00:00:00.000Z" };
      const vendor = { name: "某数字化公司", qualification: { number: "GZ-1", expiresOn: "2027-12-31" }, window };
      await home.openBatch({ ...terms, batchId: "b1", vendor }, clerkOf(ARCHIVE));
    },
  },
  "history-unreadable": {
    key: `${page.slice(0, page.lastIndexOf("/"))}/history.premis.xml`,
    bytes: () => Promise.resolve(Buffer.from("<a/>")),
  },
  "history-of-another-item": {
    key: `${page.slice(0, page.lastIndexOf("/"))}/history.premis.xml`,
    bytes: () => Promise.resolve(Buffer.from(premisStart + premisEnd)),
  },
  infected: { key: `${page}.png`, bytes: () => Buffer.from("virus") },
  "not-scanned": {
    key: `${page}.png`,
    bytes: () => Buffer.from("waits"),
    meanwhile: () => cells.pass(24 * 3600),
  },
  "could-not-check": { key: `${page}.png`, bytes: scan, received: 4 },
};

const placeOf = (key: string): { archiveId: string; batchId: string } => {
  const [archiveId = "", batchId = ""] = key.split("/");
  if (!/^\d{6}$/.test(archiveId)) return { archiveId: "000000", batchId: "unknown" };
  return { archiveId, batchId: /^[\w.-]+$/.test(batchId) ? batchId : "unknown" };
};

test.each(refusalCode.options.filter(isOfObjects).map((reason) => [reason, refusedObjects[reason]] as const))(
  "%s is a reason the depositor can read in both languages",
  async (reason, { key, bytes, received = 1, meanwhile, first }) => {
    const { home } = cells;
    await first?.(home);
    const before = (await home.history(ARCHIVE)).length;
    const arrived = await home.upload(key, await bytes());
    meanwhile?.();
    await home.receive(arrived, received);
    const { archiveId, batchId } = placeOf(key);
    const answers = await Promise.all(
      (["zh", "en"] as const).map((language) =>
        home.getBatch({ archiveId, batchId, cursor: undefined, language }, clerkOf(archiveId)),
      ),
    );
    const [zh, en] = answers.map(({ refused }) => refused[0]!);
    expect(answers.map(({ refused }) => refused.map((one) => [one.key, one.code]))).toEqual([
      [[key, reason]],
      [[key, reason]],
    ]);
    expect(zh!.detail).toMatch(/\p{Script=Han}/u);
    expect(en!.detail).toMatch(/^[A-Z]/);
    expect(zh!.details).toEqual({ zh: zh!.detail, en: en!.detail });
    expect(zh!.detail + en!.detail).not.toMatch(/[{}]/);
    expect(answers[0]!.counts).toMatchObject({ received: 1, refused: 1, accepted: 0, pages: 0 });
    expect((await home.history(archiveId)).slice(before).map(({ type }) => type)).toEqual(["object-refused"]);
  },
);

describe("a refusal", () => {
  const key = `${page}.png`;
  const refusals = async () =>
    (
      await cells.home.getBatch(
        { archiveId: ARCHIVE, batchId: "b1", cursor: undefined, language: "zh" },
        clerkOf(ARCHIVE),
      )
    ).refused;

  test("is lifted when the object comes again and is good", async () => {
    const { home } = cells;
    await home.receive(await home.upload(key, Buffer.alloc(0)));
    await home.receive(await home.upload(key, await scan()));
    expect(await refusals()).toEqual([]);
    expect(await home.counts("b1")).toMatchObject({ received: 2, accepted: 1, refused: 0, pages: 1 });
  });

  test("is replaced by the next one of the same key, and counts once", async () => {
    const { home } = cells;
    await home.receive(await home.upload(key, Buffer.alloc(0)));
    await home.receive(await home.upload(key, Buffer.from("no scan")));
    expect(await refusals()).toMatchObject([{ code: "format-unknown" }]);
    expect(await home.counts("b1")).toMatchObject({ received: 2, refused: 1 });
  });

  test("counts once also when two versions of the object are refused at the same time", async () => {
    const { home } = cells;
    const events = [await home.upload(key, Buffer.alloc(0)), await home.upload(key, Buffer.alloc(0))];
    await Promise.allSettled(events.map((event) => home.receive(event)));
    for (const event of events) await home.receive(event, 2);
    expect(await home.counts("b1")).toMatchObject({ received: 2, refused: 1 });
    await home.receive(await home.upload(key, await scan()));
    expect(await home.counts("b1")).toMatchObject({ received: 3, accepted: 1, refused: 0 });
  });

  test("delivered twice is noted once", async () => {
    const { home } = cells;
    const event = await home.upload(key, Buffer.alloc(0));
    await home.receive(event);
    await home.receive(event, 2);
    expect(await home.counts("b1")).toMatchObject({ received: 1, refused: 1 });
    expect(await home.history()).toHaveLength(1);
  });
});
