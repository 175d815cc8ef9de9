import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { pageWork } from "../../shared/domain/page-work.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { accessionChanges } from "../../shared/storage/accession-changes.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { declaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdBatchFor } from "../../shared/storage/hold-batch.ts";
import { fileErasures } from "../../shared/storage/file-erasures.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { pageChanges } from "../../shared/storage/page-changes.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { engines } from "./engines.ts";
import { pageDocuments } from "./page-documents.ts";
import { readPage } from "./read-page.ts";

export const handler = queueHandler("ocr/read-page", "events", pageWork, (env) => {
  const documents = documentClient();
  const holdings = holdingsIn(env.HOLDINGS_BUCKET);
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE, region: env.AWS_REGION };
  const accessions = accessionStore(documents, tables);
  const newEvent = eventIdsFrom(systemClock);
  return readPage({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    available: env.OCR_ENGINES,
    engine: engines(fileURLToPath(new URL("models/", import.meta.url))),
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
