import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VendorStep } from "../../shared/contract/vendor.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { goodBag, under, zipOf } from "../support/bags.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const code = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const archivist = clerkOf(ARCHIVE);
const officer: Viewer = { principal: "security-440100", archiveId: ARCHIVE, roles: ["security-officer"] };
const approver: Viewer = { principal: "approver-440100", archiveId: ARCHIVE, roles: ["approver"] };
const worker: Viewer = { principal: "v1", archiveId: ARCHIVE, roles: ["vendor"] };
const reason = "2026 年数字化";
const window = { from: "2026-11-23T00:00:00.000Z", until: "2026-11-23T12:00:00.000Z" };
const vendor = { name: "某数字化公司", qualification: { number: "GZ-1", expiresOn: "2027-12-31" }, window };
const text = "经审核，本批次不涉密、不含敏感信息。";
const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [], reason };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const arrange = (step: VendorStep, viewer: Viewer, cell = cells.home) => cell.arrangeVendor(batch, step, viewer);
const name = () => arrange({ step: "named", vendor, reason }, archivist);
const declare = (by = officer) => arrange({ step: "declared", text }, by);
const assign = (...principals: string[]) => arrange({ step: "assigned", principals, reason }, archivist);
const open = () => cells.home.openBatch({ ...batch, ...terms, vendor }, archivist);
const ready = async () => {
  await open();
  await declare();
  await assign("v1");
};
const keyOf = (page: number, batchId = "b1") => `${ARCHIVE}/${batchId}/${code}/${String(page).padStart(3, "0")}.png`;
const offer = async (page: number, key = keyOf(page)) => {
  const bytes = await shadedPage(page, 50);
  return { key, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
};
const ask = (objects: Awaited<ReturnType<typeof offer>>[], viewer = worker, onlyCompare = false) =>
  cells.home.permitUploads({ ...batch, objects, onlyCompare, language: "en" }, viewer);
const events = async () => (await cells.home.history()).filter(({ type }) => type.startsWith("vendor-"));
const close = () => cells.home.decideBatch({ ...batch, decision: "closed", reason }, archivist);

describe("a batch's vendor", () => {
  test("is named by archivists, declared to by the security officer or archivists, and assigned by archivists", async () => {
    await cells.home.openBatch({ ...batch, ...terms }, archivist);
    await name();
    await declare();
    const { vendorWork, transitions } = await assign("v2", "v1");
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(vendorWork).toMatchObject({ declaration: { by: "security-440100", text, sha256 }, assigned: ["v1", "v2"] });
    expect(transitions.map(({ to }) => to)).toEqual(["open", "vendor-named", "vendor-declared", "vendor-assigned"]);
    expect(await events()).toMatchObject([
      { type: "vendor-named", vendor, reason },
      { type: "vendor-declared", actor: "security-440100", text, sha256 },
      { type: "vendor-assigned", principals: ["v2", "v1"] },
    ]);
    await expect(declare(archivist)).resolves.toBeDefined();
  });

  test("is arranged by nobody else, and only at home", async () => {
    await open();
    for (const viewer of [approver, officer, worker, { ...archivist, archiveId: "640100" }])
      await expect(arrange({ step: "assigned", principals: ["v1"], reason }, viewer)).rejects.toMatchObject({
        code: "not-allowed",
      });
    for (const viewer of [approver, worker, { ...officer, roles: ["security-officer", "vendor"] }])
      await expect(declare(viewer)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(arrange({ step: "declared", text }, officer, cells.replica)).rejects.toMatchObject({
      code: "other-region",
    });
  });

  test("is shown with the batch to the archive, and not to the vendor", async () => {
    await ready();
    const question = { ...batch, cursor: undefined, language: "en" as const };
    expect((await cells.home.getBatch(question, archivist)).accession).toMatchObject({
      vendor,
      vendorWork: { assigned: ["v1"] },
    });
    await expect(cells.home.getBatch(question, worker)).rejects.toMatchObject({ code: "not-found" });
  });

  test("is arranged while the batch is open only", async () => {
    await expect(declare()).rejects.toMatchObject({ code: "not-now" });
    await cells.home.openBatch({ ...batch, ...terms }, archivist);
    await expect(declare()).rejects.toMatchObject({ code: "not-now" });
    await name();
    await close();
    await expect(assign("v1")).rejects.toMatchObject({ code: "not-now" });
  });
});

describe("a permit", () => {
  test("is given for a bag too: its scans come as the vendor's, and replace nobody else's", async () => {
    const others = `${ARCHIVE}/b0/${code}/002.png`;
    await cells.home.receive(await cells.home.upload(others, await shadedPage(7, 50)));
    await ready();
    const scans = await Promise.all([1, 2].map((page) => shadedPage(page, 50)));
    const payload = Object.fromEntries(scans.map((scan, at) => [`data/${code}/${at + 1}.png`, scan]));
    const bag = await zipOf(under("bag", goodBag({ payload })));
    const key = `${ARCHIVE}/b1/bag.zip`;
    const sha256 = createHash("sha256").update(bag).digest("hex");
    const { permits } = await ask([{ key, bytes: bag.length, sha256 }]);
    const { "content-length": _, ...headers } = permits[0]!.headers;
    expect((await fetch(permits[0]!.url, { method: "PUT", headers, body: new Uint8Array(bag) })).status).toBe(200);
    const receiveAll = async () => {
      cells.pass(601);
      await cells.home.findUnreceived();
      for (const arrived of cells.home.takeArrivals()) await cells.home.receive(arrived);
    };
    await receiveAll();
    const [came] = await cells.home.bags.ofBatch(ARCHIVE, "b1", 1);
    for (let more = [{ ...batch, bagId: came!.bagId }]; more.length > 0; more = cells.home.takeBags())
      for (const work of more) await cells.home.unpack(work);
    await receiveAll();
    const { refused, counts } = await cells.home.getBatch({ ...batch, cursor: undefined, language: "en" }, archivist);
    expect(refused).toMatchObject([{ key: keyOf(2), code: "page-of-another-batch" }]);
    expect(counts.pages).toBe(1);
  });

  test("is told of before it is given: by whom, for which bytes, until when", async () => {
    await ready();
    const offered = await offer(1);
    const { permits, missing, held, refused } = await ask([offered]);
    expect([missing, held, refused]).toEqual([[offered.key], [], []]);
    expect(permits).toMatchObject([{ key: offered.key, headers: { "content-length": String(offered.bytes) } }]);
    expect((await events()).at(-1)).toMatchObject({
      type: "vendor-permitted",
      actor: "v1",
      batchId: "b1",
      until: permits[0]!.expiresAt,
      objects: [offered],
    });
  });

  test("is not given for what the batch has, nor for bytes that were refused; that is said instead", async () => {
    await ready();
    await cells.home.receive(await cells.home.upload(keyOf(1), await shadedPage(1, 50)));
    const broken = Buffer.from("no scan");
    await cells.home.receive(await cells.home.upload(keyOf(2), broken));
    const wrong = {
      key: keyOf(2),
      bytes: broken.length,
      sha256: createHash("sha256").update(broken).digest("hex"),
    };
    const answer = await ask([await offer(1), wrong, await offer(3)]);
    expect(answer).toMatchObject({ held: [keyOf(1)], missing: [keyOf(3)], refused: [{ key: keyOf(2) }] });
    expect(answer.refused[0]).toMatchObject({ code: "format-unknown" });
    expect(answer.permits.map(({ key }) => key)).toEqual([keyOf(3)]);
    // Scanned again, under the same name.
    expect((await ask([await offer(2)])).permits).toHaveLength(1);
  });

  test("is not given to who only compares, and nothing is told of that", async () => {
    await ready();
    const before = await events();
    expect(await ask([await offer(1)], worker, true)).toEqual({
      permits: [],
      missing: [keyOf(1)],
      held: [],
      refused: [],
    });
    expect(await events()).toEqual(before);
  });

  test("is not given for a page of another batch, nor for what could never be taken; each is noted", async () => {
    await ready();
    await cells.home.receive(await cells.home.upload(keyOf(1, "b0"), await shadedPage(9, 50)));
    const key = `${ARCHIVE}/b1/nonsense/001.png`;
    const answer = await ask([await offer(1), await offer(2, key), { ...(await offer(3)), bytes: 0 }, await offer(4)]);
    expect(answer.permits.map((one) => one.key)).toEqual([keyOf(4)]);
    const codes = ["page-of-another-batch", "archival-code-malformed", "object-empty"];
    expect(answer.refused.map((one) => one.code)).toEqual(codes);
    const noted = (await events()).filter(({ type }) => type === "vendor-refused");
    expect(noted).toMatchObject(codes.map((one) => ({ actor: "v1", why: "object-refused", about: { code: one } })));
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["nobody opened", () => Promise.resolve(), "not-assigned"],
    ["nobody is assigned to", () => open().then(() => declare()), "not-assigned"],
    ["nobody declared of", () => open().then(() => assign("v1")), "no-declaration"],
    ["was closed", () => ready().then(close), "batch-closed"],
    [
      "is held",
      () => ready().then(() => cells.home.holdBatch({ ...batch, by: "ocr", archivalCode: code, mark: "机密★10年" })),
      "batch-held",
    ],
    [
      "is over",
      async () => {
        await ready();
        cells.pass(5 * 3600);
      },
      "after-window",
    ],
    [
      "somebody else works on",
      () =>
        open()
          .then(() => declare())
          .then(() => assign("v2")),
      "not-assigned",
    ],
  ])("is not given for a batch that %s", async (_, prepare, why) => {
    await prepare();
    await expect(ask([await offer(1)])).rejects.toMatchObject({ code: "not-allowed", why });
    expect((await events()).filter(({ type }) => type === "vendor-permitted")).toEqual([]);
  });

  test("is not given for keys outside of the batch: the whole question is refused", async () => {
    await ready();
    await expect(ask([await offer(1), await offer(2, keyOf(2, "b2"))])).rejects.toMatchObject({
      why: "key-outside-batch",
    });
    expect((await events()).at(-1)).toMatchObject({ type: "vendor-assigned" });
  });

  test("is for vendors: the archive's people have a key of their own", async () => {
    await ready();
    await expect(ask([await offer(1)], { ...archivist, principal: "v1" })).rejects.toMatchObject({
      code: "not-allowed",
    });
  });

  test("used after the closing brings nothing: the gate refuses it", async () => {
    await ready();
    await ask([await offer(1)]);
    await close();
    cells.pass(2);
    await cells.home.receive(await cells.home.upload(keyOf(1), await shadedPage(1, 50)));
    const shown = await cells.home.getBatch({ ...batch, cursor: undefined, language: "en" }, archivist);
    expect(shown.refused).toMatchObject([{ key: keyOf(1), code: "batch-closed" }]);
    expect(shown.counts.pages).toBe(0);
  });
});
