import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "vitest";
import { receivedImport } from "../../../../shared/domain/catalogue-import.ts";
import { accessionStore } from "../../../../shared/storage/accession-store.ts";
import { catalogueChanges } from "../../../../shared/storage/catalogue-changes.ts";
import { catalogueStore } from "../../../../shared/storage/catalogue-store.ts";
import { peopleKeyRecord } from "../../../../shared/storage/record-keys.ts";
import { given, keptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const header = "著录层级,档号,题名,日期,责任者,保管期限,开放标识,档案种类,男方姓名,女方姓名,密级\r\n";
const rowOf = (code: string, husband = "张三"): string =>
  `文件,${code},登记表,19850101,市民政局,永久,未审核,婚姻,${husband},李四\r\n`;
const codeOf = ({ unique }: Stage): string => `Z109-WS·2011·Y·婚姻-${String(unique()).padStart(5, "0")}`;

/** A catalogue that intake has noted and nobody has imported. */
export const receivedCatalogue = async (stage: Stage, rows: string, since = new Date()) => {
  const { s3, intake, documents, records, history, archiveId } = stage.here;
  const batchId = `b${stage.unique()}`;
  const key = `${archiveId}/${batchId}/catalogue.csv`;
  const { VersionId: versionId = "" } = await s3.send(
    new PutObjectCommand({ Bucket: intake, Key: key, Body: header + rows }),
  );
  const importId = `2026-11-23T08:00:00Z-${String(stage.unique()).padStart(16, "0")}`;
  const named = { archiveId, batchId };
  const about = { importId, key, versionId, actor: "depositor" };
  await catalogueChanges(documents, { records, history }).receive(
    receivedImport({ ...named, ...about, bytes: Buffer.byteLength(header + rows), receivedAt: "2026-11-23T08:00:00Z" }),
    {
      object: { ...named, key, versionId },
      gate: "unopened",
      liftsRefusal: false,
      event: {
        type: "catalogue-received",
        eventId: `2026-11-23T08:00:00.000Z-${String(stage.unique()).padStart(8, "0")}`,
        time: since.toISOString(),
        ...named,
        ...about,
      },
    },
  );
  return { ...named, importId, key, versionId };
};
type Received = Awaited<ReturnType<typeof receivedCatalogue>>;

const workOn = ({ archiveId, batchId, importId }: Received) => ({ detail: { archiveId, batchId, importId } });
const importsOn = async (stage: Stage, received: Received): Promise<void> =>
  stage.does("catalogue", await given(stage, "catalogue", workOn(received)));
const stands = ({ here }: Stage, { archiveId, batchId, importId }: Received) =>
  catalogueStore(here.documents, here.records).import(archiveId, batchId, importId);

const describesOne = async (stage: Stage): Promise<void> => {
  const received = await receivedCatalogue(stage, rowOf(codeOf(stage)));
  await importsOn(stage, received);
  expect(await stands(stage, received)).toMatchObject({ state: "done", counts: { added: 1 } });
};

export const importCatalogue: Scenario = {
  function: "catalogue/import-catalogue",
  load: () => import("../../../../functions/catalogue/import-catalogue.handler.ts"),
  variables: () => ({ SLICE_SECONDS: "0" }),
  paths: {
    "hands on the rest of a large catalogue": async (stage) => {
      const rows = Array.from({ length: 501 }, () => rowOf(codeOf(stage))).join("");
      const received = await receivedCatalogue(stage, rows);
      await importsOn(stage, received);
      await stage.takeFrom("catalogue", (body) => body.includes(received.importId));
    },
    "describes the items of a batch": describesOne,
    "makes the archive's key for people": async (stage) => {
      const { documents, records, archiveId } = stage.here;
      await documents.send(new DeleteCommand({ TableName: records, Key: peopleKeyRecord(archiveId) }));
      await stage.coldStart();
      await describesOne(stage);
    },
    "opens the archive's key for people": async (stage) => {
      await describesOne(stage);
      await stage.coldStart();
      await describesOne(stage);
    },
    "forgets whom a description no longer names": async (stage) => {
      const code = codeOf(stage);
      await importsOn(stage, await receivedCatalogue(stage, rowOf(code)));
      const received = await receivedCatalogue(stage, rowOf(code, "王五"));
      await importsOn(stage, received);
      expect(await stands(stage, received)).toMatchObject({ state: "done", counts: { changed: 1 } });
    },
    "has the index follow pages that were there": async (stage) => {
      const { page } = await keptPage(stage, { read: "结婚" });
      await importsOn(stage, await receivedCatalogue(stage, rowOf(page.archivalCode)));
      await stage.takeFrom("full-text", (body) => body.includes(page.archivalCode));
    },
    "holds the batches of scans of which a row declares a 密级": async (stage) => {
      const { documents, records, archiveId } = stage.here;
      const { page } = await keptPage(stage, { read: "结婚" });
      const received = await receivedCatalogue(stage, `文件,${page.archivalCode},机密,,,,,,,,机密\r\n`);
      await importsOn(stage, received);
      expect(await stands(stage, received)).toMatchObject({ state: "done", counts: { classified: 1 } });
      const holding = await accessionStore(documents, { records }).get(archiveId, page.batchId);
      expect(holding?.quarantine).toMatchObject({ archivalCode: page.archivalCode });
    },
    "knows that a file was removed": async (stage) => {
      const received = await receivedCatalogue(stage, rowOf(codeOf(stage)));
      const { key, versionId } = received;
      await stage.here.s3.send(new DeleteObjectCommand({ Bucket: stage.here.intake, Key: key, VersionId: versionId }));
      await importsOn(stage, received);
      expect(await stands(stage, received)).toMatchObject({ state: "failed" });
    },
    "puts a message off": async (stage) => {
      const received = await receivedCatalogue(stage, rowOf(codeOf(stage)));
      const message = await given(stage, "catalogue", workOn(received));
      await stage.whileRecordsAreBusy(() => stage.putsOff("catalogue", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("catalogue"),
  },
};

const withFaults = async (stage: Stage): Promise<Received> => {
  const received = await receivedCatalogue(stage, "文件,无,登记表,19850101,市民政局,永久,未审核\r\n");
  await stage.byAnother(importCatalogue, (other) => importsOn(other, received));
  return received;
};

export const listImports: Scenario = {
  function: "catalogue/list-imports",
  load: () => import("../../../../functions/catalogue/list-imports.handler.ts"),
  paths: {
    "shows how an import stands": async (stage) => {
      const { archiveId, batchId, importId } = await receivedCatalogue(stage, "");
      expect(await stage.asks({ path: { archiveId, batchId } })).toMatchObject({ imports: [{ importId }] });
    },
  },
};

export const listFaults: Scenario = {
  function: "catalogue/list-faults",
  load: () => import("../../../../functions/catalogue/list-faults.handler.ts"),
  paths: {
    "shows what was wrong": async (stage) => {
      const { archiveId, batchId, importId } = await withFaults(stage);
      expect(await stage.asks({ path: { archiveId, batchId, importId } })).toMatchObject({ rows: [{ row: 2 }] });
    },
  },
};

export const findPeople: Scenario = {
  function: "catalogue/find-people",
  load: () => import("../../../../functions/catalogue/find-people.handler.ts"),
  paths: {
    "finds whom a description names": async (stage) => {
      const code = codeOf(stage);
      const number = stage.unique();
      const received = await receivedCatalogue(stage, rowOf(code, `张${number}`));
      await stage.byAnother(importCatalogue, (other) => importsOn(other, received));
      const { archiveId } = received;
      const body = { name: `张${number}`, reason: "查档" };
      const answer = await stage.asks({ path: { archiveId }, body });
      expect(JSON.stringify(answer)).toContain(code);
    },
  },
};

export const getTemplate: Scenario = {
  function: "catalogue/get-template",
  load: () => import("../../../../functions/catalogue/get-template.handler.ts"),
  paths: {
    "gives a template": async (stage) => {
      expect(await stage.asks({ query: { format: "csv" } })).toMatchObject({ fileName: "catalogue.csv" });
    },
  },
};
