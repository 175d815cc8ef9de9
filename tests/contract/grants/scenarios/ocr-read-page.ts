import { tmpdir } from "node:os";
import { expect } from "vitest";
import { given, keptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

/** As `read-page.handler.ts`, but for the embedded engine: a scripted one stands for its models. */
const load: Scenario["load"] = async () => {
  const { queueHandler } = await import("../../../../shared/runtime/queue-handler.ts");
  const { pageWork } = await import("../../../../shared/domain/page-work.ts");
  const { declaredClassifications } = await import("../../../../shared/storage/declared-classifications.ts");
  const { documentClient } = await import("../../../../shared/storage/documents.ts");
  const { holdingsIn } = await import("../../../../shared/storage/holdings.ts");
  const { fileErasures } = await import("../../../../shared/storage/file-erasures.ts");
  const { pageStore } = await import("../../../../shared/storage/page-store.ts");
  const { accessionChanges } = await import("../../../../shared/storage/accession-changes.ts");
  const { accessionStore } = await import("../../../../shared/storage/accession-store.ts");
  const { holdBatchFor } = await import("../../../../shared/storage/hold-batch.ts");
  const { pageChanges } = await import("../../../../shared/storage/page-changes.ts");
  const { systemClock } = await import("../../../../shared/runtime/clock.ts");
  const { eventIdsFrom } = await import("../../../../shared/runtime/event-ids.ts");
  const { readPage } = await import("../../../../functions/ocr/read-page.ts");
  const { pageDocuments } = await import("../../../../functions/ocr/page-documents.ts");
  const { textractEngine } = await import("../../../../functions/ocr/textract/textract-engine.ts");
  const { scriptedEngine } = await import("../../../support/scripted-engine.ts");
  const handler = queueHandler("ocr/read-page", "events", pageWork, (env) => {
    const documents = documentClient();
    const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE, region: env.AWS_REGION };
    const accessions = accessionStore(documents, tables);
    const newEvent = eventIdsFrom(systemClock);
    const holdings = holdingsIn(env.HOLDINGS_BUCKET);
    const made = { textract: textractEngine(), embedded: scriptedEngine(new Map()) };
    return readPage({
      region: env.AWS_REGION,
      archives: env.ARCHIVES,
      available: env.OCR_ENGINES,
      engine: (name) => Promise.resolve(made[name]),
      documents: pageDocuments(holdings, tmpdir()),
      pages: pageStore(documents, env.RECORDS_TABLE),
      holdings,
      records: env.RECORDS_TABLE,
      erasures: fileErasures(documents, env.RECORDS_TABLE),
      changes: pageChanges(documents, tables),
      accessions,
      declared: declaredClassifications(documents, env.RECORDS_TABLE),
      hold: holdBatchFor({ accessions, changes: accessionChanges(documents, tables), newEvent }),
      newEvent,
      clock: systemClock,
    });
  });
  return { handler };
};

export const readPage: Scenario = {
  function: "ocr/read-page",
  load,
  // An archive of Latin script, so that the deployment's second engine is asked where there is one.
  variables: ({ here, there }: Stage) => ({
    ARCHIVES: JSON.stringify({
      [here.archiveId]: { home: here.region, replicas: [there.region], languages: ["en"] },
    }),
  }),
  paths: {
    "reads a page": async (stage) => {
      const kept = await keptPage(stage);
      await stage.does("ocr", await given(stage, "ocr", kept.work));
      expect((await kept.now()).reading.state).toBe("read");
    },
    "puts a message off": async (stage) => {
      const message = await given(stage, "ocr", (await keptPage(stage)).work);
      await stage.whileRecordsAreBusy(() => stage.putsOff("ocr", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("ocr"),
  },
};
