import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AccessionTerms, RestrictedUse } from "../../shared/contract/accession.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const code = "Z109-WS·2011·Y·办公室-0001";
const batch = { archiveId: ARCHIVE, batchId: "b1" };
const address = { archiveId: ARCHIVE, archivalCode: code, page: 1 };
const archivist = clerkOf(ARCHIVE);
const approver: Viewer = { principal: "approver-440100", archiveId: ARCHIVE, roles: ["approver"] };
const window: Viewer = { principal: "window-440100", archiveId: ARCHIVE, roles: ["window-clerk"] };
const reason = "2026 年捐赠";
const consent = { reference: "捐赠补充协议〔2026〕1号" };

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const keptUnder = async (more: Partial<AccessionTerms>) => {
  const terms = { accessionType: "donation" as const, from: { name: "张三" }, restrictions: [], ...more };
  await cells.home.openBatch({ ...batch, ...terms, reason }, archivist);
  await cells.home.receive(await cells.home.upload(`${ARCHIVE}/b1/${code}/001.png`, await shadedPage(1, 50)));
  await follow();
};
/** All that follows of what was decided. */
const follow = async () => {
  await cells.home.settle(batch);
  await cells.home.read(address);
  await cells.replicate(address);
  for (const cell of [cells.home, cells.replica]) await cell.indexPage(address);
};
const amend = (restrictions: RestrictedUse[], viewer = approver) =>
  cells.home.amendBatch({ ...batch, restrictions, consent, reason: "捐赠人同意" }, viewer);

const found = async (cell: Cells["home"], viewer: Viewer) =>
  (await cell.search({ q: "灰度1", limit: 20 }, viewer)).total.value > 0;
const opened = (cell: Cells["home"], viewer: Viewer) =>
  cell.getPageText(address, viewer).then(
    () => true,
    () => false,
  );
const shown = (cell: Cells["home"], viewer: Viewer) =>
  cell.getItem(address, viewer).then(
    ({ pages }) => pages.length > 0,
    () => false,
  );
/** Which doors a page goes through, for the window and for those who keep it; in both regions alike. */
const doors = async () => {
  const of = async (cell: Cells["home"]) => ({
    found: await found(cell, window),
    opened: [await opened(cell, window), await opened(cell, archivist)],
    shown: [await shown(cell, window), await shown(cell, archivist)],
  });
  const [here, there] = [await of(cells.home), await of(cells.replica)];
  expect(there).toEqual(here);
  return here;
};
const open = { found: true, opened: [true, true], shown: [true, true] };
/** Whoever answers for the keeping still sees digests and proofs. */
const shut = { found: false, opened: [false, false], shown: [false, true] };

describe("what a giver forbids", () => {
  test("to consult is neither found nor opened by anybody, in any region; the window does not know of it", async () => {
    await keptUnder({ restrictions: ["consultation"] });
    expect(await doors()).toEqual(shut);
  });

  test.each<[RestrictedUse]>([["copying"], ["publication"]])("%s is read all the same", async (use) => {
    await keptUnder({ restrictions: [use] });
    expect(await doors()).toEqual(open);
    expect(await cells.replica.pages.get(address)).toMatchObject({ restrictions: [use] });
  });

  test("is lifted by the giver's written consent, which an approver notes; what was and what is stand in the history", async () => {
    await keptUnder({ restrictions: ["consultation", "publication"] });
    const answer = await amend(["publication"]);
    expect(answer).toMatchObject({ restrictions: ["publication"], consent });
    await follow();
    expect(await doors()).toEqual(open);
    expect(await cells.home.pages.get(address)).toMatchObject({ restrictions: ["publication"] });
    expect((await cells.home.history()).find(({ type }) => type === "batch-amended")).toMatchObject({
      actor: "approver-440100",
      consent,
      restrictions: { before: ["consultation", "publication"], after: ["publication"] },
    });
  });

  test("can be more than before, too", async () => {
    await keptUnder({});
    expect(await doors()).toEqual(open);
    await amend(["consultation"]);
    await follow();
    expect(await doors()).toEqual(shut);
  });

  test("is lifted by nobody else, nor of a batch that is held, returned or was never opened", async () => {
    await expect(amend([])).rejects.toMatchObject({ code: "not-now" });
    await keptUnder({ restrictions: ["consultation"] });
    for (const viewer of [
      archivist,
      window,
      { ...approver, archiveId: "640100" },
      { ...approver, roles: ["vendor", "approver"] },
    ])
      await expect(amend([], viewer)).rejects.toMatchObject({ code: "not-allowed" });
    await cells.home.holdBatch({ ...batch, by: "service:ocr", archivalCode: code, mark: "机密★10年" });
    await expect(amend([])).rejects.toMatchObject({ code: "not-now" });
    expect(await cells.home.accessions.get(ARCHIVE, "b1")).toMatchObject({ restrictions: ["consultation"] });
  });
});

describe("a registration backup", () => {
  test("is found and opened by nobody; figures, digests and proofs are for those who answer for its keeping", async () => {
    await keptUnder({ accessionType: "registration-backup" });
    expect(await doors()).toEqual(shut);
    const question = { ...batch, cursor: undefined, language: "en" as const };
    for (const viewer of [archivist, approver])
      expect((await cells.home.getBatch(question, viewer)).counts).toMatchObject({ pages: 1, safe: 1 });
    await expect(cells.home.getBatch(question, window)).rejects.toMatchObject({ code: "not-found" });
  });
});
