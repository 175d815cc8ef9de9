import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../shared/contract/routes.ts";
import { historyOfItem, historyStore } from "../../shared/storage/history.ts";
import { ARCHIVE, clerkOf, FAR_ARCHIVE, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { HISTORY_TABLE } from "../support/cloud.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const other = "Z109-WS·2011·Y·办公室-0002";
const batchId = "b1";
const terms = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [] };
const item = { archiveId: ARCHIVE, archivalCode, cursor: undefined };
const batch = { archiveId: ARCHIVE, batchId, cursor: undefined };
const person = (role: string, archiveId: string | null = ARCHIVE) => ({
  principal: role,
  archiveId: archiveId ?? undefined,
  roles: [role],
});
const clerk = clerkOf(ARCHIVE);

let cells: Cells;
beforeAll(async () => {
  cells = await openCells();
  const { home } = cells;
  await home.openBatch({ archiveId: ARCHIVE, batchId, ...terms, reason: "2026 年移交" }, clerk);
  await home.receive(await home.upload(`${ARCHIVE}/${batchId}/${archivalCode}/001.png`, await shadedPage(1)));
  await home.receive(await home.upload(`${ARCHIVE}/${batchId}/${archivalCode}/002.png`, Buffer.from("no scan")));
  await home.receive(await home.upload(`${ARCHIVE}/${batchId}/${other}/001.png`, await shadedPage(2)));
  // The same code at another archive, and the same batch name.
  await home.receive(await home.upload(`${NEIGHBOUR}/${batchId}/${archivalCode}/001.png`, await shadedPage(3)));
  await home.read({ archiveId: ARCHIVE, archivalCode, page: 1 });
  await cells.replicate({ archiveId: ARCHIVE, archivalCode, page: 1 });
});
afterAll(() => cells.close());

const types = (answer: { readonly events: readonly { readonly type: string }[] }) =>
  answer.events.map(({ type }) => type);

describe("the history of an item", () => {
  test("tells every step of its pages in order, in our words and in those of PREMIS, and nothing of others", async () => {
    const answer = await cells.home.getItemHistory(item, clerk);
    expect(routes.getItemHistory.answer.parse(answer)).toEqual(answer);
    expect(types(answer)).toEqual(["page-accepted", "page-read", "copy-proven"]);
    expect(answer.events[0]).toMatchObject({
      facts: { archivalCode, page: 1, batchId },
      premis: [
        { type: "message digest calculation", outcome: "success" },
        { type: "format identification" },
        { type: "validation" },
        { type: "ingestion", uri: "http://id.loc.gov/vocabulary/preservation/eventType/ing" },
      ],
    });
    expect(answer.events[2]?.premis.map(({ type }) => type)).toEqual(["replication", "fixity check"]);
  });

  test("is found under any spelling of the code, at home only", async () => {
    const spelled = { ...item, archivalCode: "z109-ws．2011．y．办公室－0001" };
    expect(types(await cells.home.getItemHistory(spelled, clerk))).toHaveLength(3);
    await expect(cells.replica.getItemHistory(item, clerk)).rejects.toMatchObject({ code: "other-region" });
  });

  test("goes on from page to page of an answer without loss or repetition", async () => {
    const history = historyStore(cells.home.documents, HISTORY_TABLE);
    const about = historyOfItem(ARCHIVE, archivalCode);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { events, next } = await history.read(about, after, 2);
      seen.push(...events.map(({ type }) => type));
      after = next;
    } while (after !== undefined);
    expect(seen).toEqual(["page-accepted", "page-read", "copy-proven"]);
    const cursor = Buffer.from((await history.read(about, undefined, 1)).next ?? "").toString("base64url");
    expect(types(await cells.home.getItemHistory({ ...item, cursor }, clerk))).toEqual(["page-read", "copy-proven"]);
    for (const wrong of ["x", Buffer.from("440300#ITEM#").toString("base64url")])
      await expect(cells.home.getItemHistory({ ...item, cursor: wrong }, clerk)).rejects.toMatchObject({
        code: "cursor-invalid",
      });
  });

  test("is told to those who answer for the archive and to its auditor, and to nobody else", async () => {
    for (const role of ["archivist", "approver", "security-officer", "auditor"])
      expect(types(await cells.home.getItemHistory(item, person(role)))).toHaveLength(3);
    const strangers = [
      person("vendor"),
      person("window-clerk"),
      person("archivist", NEIGHBOUR),
      person("auditor", null),
    ];
    for (const viewer of [...strangers, person("platform-operator", null)]) {
      await expect(cells.home.getItemHistory(item, viewer)).rejects.toMatchObject({
        code: "not-found",
      });
      await expect(cells.home.getBatchHistory(batch, viewer)).rejects.toMatchObject({ code: "not-found" });
    }
  });

  test("of what never was is not found", async () => {
    for (const missing of [
      { ...item, archivalCode: "Z109-WS·2011·Y·办公室-0009" },
      { ...item, archivalCode: "!" },
    ])
      await expect(cells.home.getItemHistory(missing, clerk)).rejects.toMatchObject({ code: "not-found" });
    await expect(cells.home.getBatchHistory({ ...batch, batchId: "b9" }, clerk)).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(
      cells.home.getItemHistory({ ...item, archiveId: FAR_ARCHIVE }, clerkOf(FAR_ARCHIVE)),
    ).rejects.toMatchObject({ code: "other-region" });
  });
});

describe("the history of a batch", () => {
  test("tells what was decided of it and what was refused", async () => {
    const answer = await cells.home.getBatchHistory(batch, clerk);
    expect(types(answer)).toEqual(["batch-opened", "object-refused"]);
    expect(answer.events[1]?.premis).toMatchObject([
      { type: "validation", outcome: "fail", outcomeNote: "format-unknown" },
    ]);
  });

  test("says which page bears which mark to the security officer alone", async () => {
    const held = { archiveId: ARCHIVE, batchId: "b2", archivalCode, page: 1, by: "service:ocr", mark: "机密★10年" };
    await cells.home.holdBatch(held);
    const asked = { ...batch, batchId: "b2" };
    const open = await cells.home.getBatchHistory(asked, person("security-officer"));
    expect(JSON.stringify(open)).toContain("机密★10年");
    expect(open.events[0]?.facts).toMatchObject({ archivalCode, page: 1 });
    const closed = await cells.home.getBatchHistory(asked, clerk);
    expect(types(closed)).toEqual(["batch-quarantined"]);
    expect(JSON.stringify(closed)).not.toMatch(/机密|0001/);
  });
});

test("an event that was told before histories were kept apart is in the archive's history still", async () => {
  const old = (await cells.home.history())[0]!;
  const eventId = `2020-01-01T00:00:00.000Z-00000000`;
  await cells.home.documents.send(new PutCommand({ TableName: HISTORY_TABLE, Item: { ...old, eventId } }));
  expect((await cells.home.history())[0]).toEqual({ ...old, eventId });
});
