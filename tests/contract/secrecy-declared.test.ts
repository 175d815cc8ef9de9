import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const key = `${ARCHIVE}/b1/${archivalCode}/001.png`;
const archivist = clerkOf(ARCHIVE);
const declaration = {
  archiveId: ARCHIVE,
  archivalCode,
  declared: "机密★10年",
  by: "archivist",
  at: "2026-11-23T08:00:00.000Z",
};

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const upload = async (metadata?: Record<string, string>) => cells.home.upload(key, await shadedPage(1, 50), metadata);
const refused = async () =>
  (await cells.home.getBatch({ ...batch, cursor: undefined, language: "zh" }, archivist)).refused;
/** No byte of it has left the intake bucket. */
const heldNothing = async () => {
  const { createHash } = await import("node:crypto");
  const sha256 = createHash("sha256")
    .update(await shadedPage(1, 50))
    .digest("hex");
  expect(await cells.home.holdings.keptSince(originalKey(ARCHIVE, sha256))).toBeUndefined();
};

describe("a batch whose terms declare a level", () => {
  const terms = {
    ...batch,
    accessionType: "transfer" as const,
    from: { name: "市民政局" },
    restrictions: [],
    reason: "移交",
  };

  test.each(["机密", "秘密★5年", "内部", "已解密", "?"])(
    "%s is not opened, with what to do",
    async (classification) => {
      const opening = cells.home.openBatch({ ...terms, classification }, archivist);
      await expect(opening).rejects.toMatchObject({ code: "classified" });
      await expect(opening).rejects.toThrow(/Return it to the giver/);
      expect(await cells.home.accessions.get(ARCHIVE, "b1")).toBeUndefined();
    },
  );

  test.each([undefined, "无", "公开"])("%s is opened", async (classification) => {
    expect(await cells.home.openBatch({ ...terms, classification }, archivist)).toMatchObject({ state: "open" });
  });
});

describe("an object", () => {
  test("whose metadata declare a level is refused before a byte leaves intake, and stays there", async () => {
    const event = await upload({ classification: encodeURIComponent("机密★10年") });
    await cells.home.receive(event);
    expect(await refused()).toMatchObject([{ key, code: "classified" }]);
    expect((await refused())[0]!.detail).toMatch(/退回移交单位/);
    await heldNothing();
    expect((await cells.home.history()).map(({ type }) => type)).toEqual(["object-refused"]);
    // Removing needs a person.
    await cells.home.receive(event);
    expect(await refused()).toHaveLength(1);
  });

  test("whose metadata say none is taken", async () => {
    await cells.home.receive(await upload({ classification: encodeURIComponent("无") }));
    expect(await refused()).toEqual([]);
  });

  test("of an item whose description declares a level is refused unread, until the description is corrected", async () => {
    await cells.home.declareClassification(declaration);
    await cells.home.receive(await upload());
    expect(await refused()).toMatchObject([{ key, code: "classified" }]);
    await heldNothing();
    await cells.home.declareClassification({ ...declaration, declared: "无" });
    await cells.home.receive(await upload());
    expect(await refused()).toEqual([]);
    expect(await cells.home.counts("b1")).toMatchObject({ pages: 1 });
  });

  test("that comes into a held batch is refused before a byte leaves intake", async () => {
    await cells.home.holdBatch({ ...batch, by: "service:ocr", mark: "机密★10年" });
    await cells.home.receive(await upload());
    expect(await refused()).toMatchObject([{ code: "batch-held" }]);
    await heldNothing();
  });
});

test("a description that declares a level when the scans are there already holds their batch", async () => {
  await cells.home.receive(await upload());
  await cells.home.declareClassification(declaration);
  expect((await cells.home.accessions.get(ARCHIVE, "b1"))?.quarantine).toMatchObject({
    by: "archivist",
    archivalCode,
    mark: "密级 机密★10年",
  });
});
