import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../shared/contract/routes.ts";
import { ARCHIVE, clerkOf, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { shadedPage, shadedTiff } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const batchId = "b1";
const address = { archiveId: ARCHIVE, archivalCode, page: 1 };
const prefix = `${ARCHIVE}/${batchId}/${archivalCode}`;
const clerk = clerkOf(ARCHIVE);
const stranger = clerkOf(NEIGHBOUR);
const auditor = { principal: "auditor", archiveId: undefined, roles: ["auditor"] };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let cells: Cells;
beforeAll(async () => {
  cells = await openCells();
  const { home } = cells;
  await home.receive(await home.upload(`${prefix}/001.png`, await shadedPage(1)));
  await home.receive(await home.upload(`${prefix}/002.png`, Buffer.from("no scan")));
  await home.receive(
    await home.upload(`${ARCHIVE}/${batchId}/Z109-WS·2011·Y·办公室-0002.tif`, await shadedTiff([3, 4])),
  );
  await home.receive(await home.upload(`${NEIGHBOUR}/${batchId}/${archivalCode}/001.png`, await shadedPage(5)));
  await home.read(address);
});
afterAll(() => cells.close());

const batchOf = (cursor?: string, viewer = clerk) =>
  cells.home.getBatch({ archiveId: ARCHIVE, batchId, cursor, language: "zh" }, viewer);

describe("an item", () => {
  test("is found under any spelling of its code", async () => {
    const answer = await cells.home.getItem(
      { archiveId: ARCHIVE, archivalCode: "z109-ws．2011．y．办公室－0001" },
      clerk,
    );
    expect(answer).toMatchObject({ archivalCode, pages: [{ page: 1, ocr: { state: "read" } }] });
    expect(routes.getItem.answer.parse(answer)).toEqual(answer);
  });

  test("does not exist for people of other archives or of none, nor does its text", async () => {
    for (const viewer of [stranger, auditor]) {
      await expect(cells.home.getItem(address, viewer)).rejects.toMatchObject({ code: "not-found" });
      await expect(cells.home.getPageText(address, viewer)).rejects.toMatchObject({ code: "not-found" });
    }
    await expect(cells.home.getItem({ archiveId: ARCHIVE, archivalCode: "Z109-WS·2011·Y·办公室-0009" }, clerk))
      .rejects //
      .toMatchObject({ code: "not-found" });
    await expect(cells.home.getItem({ archiveId: ARCHIVE, archivalCode: "!" }, clerk)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("shows the text of a page that was read, and says so of one that was not", async () => {
    const text = await cells.home.getPageText(address, clerk);
    expect(routes.getPageText.answer.parse(text)).toMatchObject({ text: "灰度1", engine: { name: "scripted" } });
    await expect(
      cells.home.getPageText({ archiveId: ARCHIVE, archivalCode: "Z109-WS·2011·Y·办公室-0002", page: 1 }, clerk),
    ).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("a batch", () => {
  test("tells its counts, what was refused, and what each unsafe page waits for", async () => {
    const answer = await batchOf();
    expect(routes.getBatch.answer.parse(answer)).toMatchObject({
      counts: { received: 3, accepted: 2, refused: 1, pages: 3, read: 1, ocrPending: 2, unsafe: 3, safe: 0 },
      refused: [{ key: `${prefix}/002.png`, code: "format-unknown" }],
    });
    expect(answer.cursor).toBeUndefined();
    const waits = new Map(answer.unsafe.map((page) => [`${page.archivalCode}/${page.page}`, page.waitingFor]));
    expect(waits).toEqual(
      new Map([
        [`${archivalCode}/1`, ["replica:cn-northwest-1"]],
        ["Z109-WS·2011·Y·办公室-0002/1", ["ocr", "replica:cn-northwest-1"]],
        ["Z109-WS·2011·Y·办公室-0002/2", ["ocr", "replica:cn-northwest-1"]],
      ]),
    );
  });

  test("does not exist for others", async () => {
    await expect(batchOf(undefined, stranger)).rejects.toMatchObject({ code: "not-found" });
    await expect(batchOf(undefined, auditor)).rejects.toMatchObject({ code: "not-found" });
  });

  test("goes on from a cursor, and refuses one that is not its own", async () => {
    const place = Buffer.from("0".repeat(64)).toString("base64url");
    expect((await batchOf(place)).refused).toHaveLength(1);
    const elsewhere = Buffer.from(JSON.stringify({ pk: `${NEIGHBOUR}#BATCH#b1`, sk: "REFUSED#0" })).toString(
      "base64url",
    );
    for (const cursor of ["nonsense", elsewhere])
      await expect(batchOf(cursor)).rejects.toMatchObject({ code: "cursor-invalid" });
  });

  test("lists more refusals than fit one answer without a gap or a repeat", async () => {
    const { home } = cells;
    const keys = Array.from({ length: 520 }, (_, at) => `${ARCHIVE}/many/${archivalCode}/${at + 1}.docx`);
    for (let at = 0; at < keys.length; at += 26)
      await Promise.all(
        keys.slice(at, at + 26).map(async (key) => {
          const arrival = { key, versionId: "v1", sequencer: "01", at: "2026-11-23T08:00:00Z" };
          const event = { bucket: "intake", key, versionId: "v1", bytes: 1, actor: "clerk", arrival };
          for (let tries = 1; ; tries += 1)
            try {
              return await home.receive(event);
            } catch (error) {
              if (tries > 20) throw error;
            }
        }),
      );
    const question = { archiveId: ARCHIVE, batchId: "many", language: "en" as const };
    const first = await home.getBatch({ ...question, cursor: undefined }, clerk);
    const second = await home.getBatch({ ...question, cursor: first.cursor }, clerk);
    expect(first.refused).toHaveLength(500);
    expect(second.cursor).toBeUndefined();
    expect([...first.refused, ...second.refused].map(({ key }) => key).sort()).toEqual([...keys].sort());
    expect(first.counts).toMatchObject({ received: 520, refused: 520 });
  });
});

describe("what is missing", () => {
  const missingOf = (objects: { key: string; sha256: string }[], viewer = clerk) =>
    cells.home.listMissing({ archiveId: ARCHIVE, batchId, language: "en", objects }, viewer);

  test("is what is not held with these bytes; what was refused with these bytes is not asked for again", async () => {
    const held = { key: `${prefix}/001.png`, sha256: sha256(await shadedPage(1)) };
    const whole = {
      key: `${ARCHIVE}/${batchId}/Z109-WS·2011·Y·办公室-0002.tif`,
      sha256: sha256(await shadedTiff([3, 4])),
    };
    const other = { key: `${prefix}/1.png`, sha256: sha256(await shadedPage(2)) };
    const absent = { key: `${prefix}/003.png`, sha256: held.sha256 };
    const refused = { key: `${prefix}/002.png`, sha256: sha256(Buffer.from("no scan")) };
    const mended = { key: `${prefix}/002.png`, sha256: sha256(await shadedPage(6)) };
    const answer = await missingOf([held, whole, other, absent, refused, mended]);
    expect(routes.listMissing.answer.parse(answer)).toMatchObject({
      missing: [other.key, absent.key, mended.key],
      refused: [{ key: refused.key, code: "format-unknown" }],
    });
  });

  test("is told for more objects than the table gives at once", async () => {
    const digest = sha256(await shadedPage(1));
    const objects = Array.from({ length: 250 }, (_, at) => ({ key: `${prefix}/${at + 1}.png`, sha256: digest }));
    expect((await missingOf(objects)).missing).toEqual(objects.slice(1).map(({ key }) => key));
  });

  test("tells nothing of what another archive holds", async () => {
    const theirs = { key: `${NEIGHBOUR}/${batchId}/${archivalCode}/001.png`, sha256: sha256(await shadedPage(5)) };
    expect((await missingOf([theirs])).missing).toEqual([theirs.key]);
    await expect(missingOf([theirs], stranger)).rejects.toMatchObject({ code: "not-found" });
  });
});
