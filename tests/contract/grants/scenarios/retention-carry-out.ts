import { ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { draftList, type DestructionEntry, type DestructionList } from "../../../../shared/domain/destruction-list.ts";
import type { Page } from "../../../../shared/domain/page.ts";
import { accessionStore } from "../../../../shared/storage/accession-store.ts";
import { catalogueStore } from "../../../../shared/storage/catalogue-store.ts";
import { knownAs, listWrite } from "../../../../shared/storage/destruction-changes.ts";
import { destructionStore } from "../../../../shared/storage/destruction-store.ts";
import { freezeStore } from "../../../../shared/storage/freeze-store.ts";
import { itemWrite } from "../../../../shared/storage/item-writes.ts";
import { itemFactsOf } from "../../../../shared/storage/item-facts.ts";
import { owedIndexing } from "../../../../shared/storage/owed-indexing.ts";
import { pageStore } from "../../../../shared/storage/page-store.ts";
import { pageWrites } from "../../../../shared/storage/page-writes.ts";
import { destructionEntryKey } from "../../../../shared/storage/record-keys.ts";
import { scheduleStore } from "../../../../shared/storage/schedule-store.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import { given, keptPage, type KeptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const longAgo = "2026-01-05T08:00:00.000Z";
const muchLater = "2026-01-05T09:00:00.000Z";
const reason = "2026 年鉴定";

const inArchive = (stage: Stage, archiveId: string): Stage => ({ ...stage, here: { ...stage.here, archiveId } });

/** A page of a due item that has been read and copied, with the upload it came as. */
const duePage = async (stage: Stage): Promise<{ readonly kept: KeptPage; readonly page: Page }> => {
  const { here, there } = stage;
  const archivalCode = `Z109-WS·2011·D10·办公室-${String(stage.unique()).padStart(4, "0")}`;
  const key = `${here.archiveId}/b/${archivalCode}/001.png`;
  const kept = await keptPage(stage, {
    archivalCode,
    acceptedAt: longAgo,
    arrival: { key, sequencer: "01", at: longAgo },
    read: `记录${stage.unique()}`,
  });
  const { reading, file } = kept.page;
  const ocrSha256 = reading.state === "read" ? reading.sha256 : undefined;
  const page: Page = {
    ...kept.page,
    writes: 2,
    replicas: [
      { region: there.region, state: "proven", revision: 1, sha256: file.sha256, ocrSha256, provenAt: longAgo },
    ],
  };
  const { archiveId } = here;
  const known = { archiveId, archivalCode, homeRegion: here.region, title: archivalCode, fonds: "Z109", year: 2011 };
  await commit(here.documents, [
    ...pageWrites(here.records, here.region, { before: kept.page, after: page }, longAgo),
    itemWrite(here.records, { ...known, firstAcceptedAt: longAgo }, 1),
  ]);
  await here.s3.send(new PutObjectCommand({ Bucket: here.intake, Key: key, Body: kept.bytes }));
  return { kept, page };
};

const entryOf = async ({ here }: Stage, { archiveId, archivalCode }: Page): Promise<DestructionEntry> => {
  const tables = { records: here.records };
  const facts = await itemFactsOf(
    {
      pages: pageStore(here.documents, here.records),
      schedules: scheduleStore(here.documents, tables),
      accessions: accessionStore(here.documents, tables),
      catalogues: catalogueStore(here.documents, here.records),
      freezes: freezeStore(here.documents, tables),
    },
    archiveId,
  )(archivalCode);
  return {
    ...{ archivalCode, ground: "保管期限届满", opinion: "无继续保存价值", title: archivalCode, pages: 1 },
    ...{ retention: { kind: "years", years: 10 }, dueOn: "2022-01-01", knownAs: knownAs(facts!), addedAt: longAgo },
  };
};

/** A list of this one item that somebody ordered to be carried out. */
const orderedList = async (
  stage: Stage,
  entry: DestructionEntry,
  progress: NonNullable<DestructionList["progress"]>,
): Promise<{ readonly archiveId: string; readonly listId: string }> => {
  const { archiveId, documents, records } = stage.here;
  const listId = `l${stage.unique()}`;
  const by = { at: longAgo, reason };
  const drafted = draftList(undefined, { archiveId, listId, title: "到期档案" }, 1, { ...by, actor: "甲" });
  if (!drafted.ok) throw new Error(drafted.why);
  const steps: DestructionList["steps"] = [
    ...drafted.after.steps,
    { to: "reviewed", actor: "乙", ...by },
    { to: "approved", actor: "丙", ...by },
    { to: "ordered", actor: "甲", ...by },
  ];
  const record: DestructionList = {
    ...{ ...drafted.after, state: "carrying-out", steps, supervisors: ["张三", "李四"], progress, writes: 4 },
  };
  await commit(documents, [
    listWrite(records, undefined, record, longAgo),
    {
      Put: {
        TableName: records,
        Item: { ...destructionEntryKey(archiveId, listId, entry.archivalCode), record: entry },
      },
    },
  ]);
  return { archiveId, listId };
};

/** The same page, long since destroyed; the other region has erased it, or has not told so yet. */
const destroyedPage = async (stage: Stage, erased: boolean) => {
  const { here, there } = stage;
  const { page: before } = await duePage(stage);
  const entry = await entryOf(stage, before);
  const revision = before.revision + 1;
  const region = there.region;
  const after: Page = {
    ...{ ...before, state: "destroyed", revision, writes: before.writes + 1, acceptedAt: longAgo },
    replicas: [{ region, state: "pending", revision, ...(erased ? { erasedAt: muchLater } : {}) }],
  };
  const [put] = pageWrites(here.records, here.region, { before, after }, longAgo);
  await commit(here.documents, [put!]);
  // The index has followed.
  await owedIndexing(here.documents, here.records).settle(after);
  return { page: after, entry: { ...entry, outcome: { is: "destroyed" as const, at: longAgo } } };
};

const versionsUnder = async ({ here }: Stage, Bucket: string, Prefix: string): Promise<number> => {
  const { Versions = [] } = await here.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return Versions.length;
};
const nothingYet = { destroyed: 0, erased: 0, spared: 0 };
const listNow = ({ here }: Stage, { archiveId, listId }: { archiveId: string; listId: string }) =>
  destructionStore(here.documents, { records: here.records }).get(archiveId, listId);

/** A list that was ordered long ago, and that nobody has worked on. */
export const longOrderedList = async (stage: Stage): Promise<string> => {
  const { page } = await duePage(stage);
  return (await orderedList(stage, await entryOf(stage, page), nothingYet)).listId;
};

export const carryOutDestruction: Scenario = {
  function: "retention/carry-out-destruction",
  load: () => import("../../../../functions/retention/carry-out-destruction.handler.ts"),
  paths: {
    "destroys what a list of any archive at home says, here and as it came": async (any) => {
      for (const archiveId of any.here.archiveIds) {
        const stage = inArchive(any, archiveId);
        const { kept, page } = await duePage(stage);
        const list = await orderedList(stage, await entryOf(stage, page), nothingYet);
        await stage.does("destructions", await given(stage, "destructions", { detail: list }));
        expect((await pageStore(stage.here.documents, stage.here.records).get(page))?.state).toBe("destroyed");
        for (const key of [kept.original, kept.ocr])
          expect(await versionsUnder(stage, stage.here.holdings, key)).toBe(0);
        expect(await versionsUnder(stage, stage.here.intake, page.arrival.key)).toBe(0);
        // It comes back to the list by itself, after a while.
        expect(await listNow(stage, list)).toMatchObject({ state: "carrying-out", progress: { destroyed: 1 } });
      }
    },
    "has other regions erase again what they have not told of": async (stage) => {
      const { page, entry } = await destroyedPage(stage, false);
      const list = await orderedList(stage, entry, { ...nothingYet, destroyed: 1 });
      await stage.does("destructions", await given(stage, "destructions", { detail: list }));
      await stage.takeFrom("replication", (body) => body.includes(page.archivalCode));
    },
    "signs the certificate of a list of any archive at home": async (any) => {
      await any.coldStart();
      for (const archiveId of any.here.archiveIds) {
        const stage = inArchive(any, archiveId);
        const { entry } = await destroyedPage(stage, true);
        const list = await orderedList(stage, entry, { ...nothingYet, destroyed: 1 });
        await stage.does("destructions", await given(stage, "destructions", { detail: list }));
        const now = await listNow(stage, list);
        expect(now?.state).toBe("carried-out");
        const Bucket = stage.here.holdings.replace("holdings", "evidence");
        expect(await versionsUnder(stage, Bucket, `destructions/${archiveId}/`)).toBeGreaterThan(0);
      }
    },
    "puts a message off": async (stage) => {
      const { page } = await duePage(stage);
      const list = await orderedList(stage, await entryOf(stage, page), nothingYet);
      const message = await given(stage, "destructions", { detail: list });
      await stage.whileRecordsAreBusy(() => stage.putsOff("destructions", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("destructions"),
  },
};
