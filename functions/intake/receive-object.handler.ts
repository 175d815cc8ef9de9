import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { bagChanges } from "../../shared/storage/bag-changes.ts";
import { bagStore } from "../../shared/storage/bag-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { declaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { catalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { earlierHistories } from "../../shared/storage/earlier-histories.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { fileErasures } from "../../shared/storage/file-erasures.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { intakeChanges } from "../../shared/storage/intake-changes.ts";
import { intakeObjects } from "../../shared/storage/intake-objects.ts";
import { intakeVersions } from "../../shared/storage/intake-versions.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { scannerFor } from "../../shared/malware/scanner-for.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { intakeLimits } from "./limits.ts";
import { objectCreated } from "./object-created.ts";
import { receiveBag } from "./receive-bag.ts";
import { receiveCatalogue } from "./receive-catalogue.ts";
import { receiveHistory } from "./receive-history.ts";
import { receiveObject } from "./receive-object.ts";

export const handler = queueHandler("intake/receive-object", "whole events", objectCreated, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE, region: env.AWS_REGION };
  const newEvent = eventIdsFrom(systemClock);
  return receiveObject({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    limits: intakeLimits,
    objects: intakeObjects(),
    versions: intakeVersions(),
    holdings: holdingsIn(env.HOLDINGS_BUCKET),
    batches: batchStore(documents, env.RECORDS_TABLE),
    accessions: accessionStore(documents, tables),
    pages: pageStore(documents, env.RECORDS_TABLE),
    declared: declaredClassifications(documents, env.RECORDS_TABLE),
    erasures: fileErasures(documents, env.RECORDS_TABLE),
    changes: intakeChanges(documents, { ...tables, newEvent }),
    bags: bagStore(documents, env.RECORDS_TABLE),
    receiveBag: receiveBag({ bags: bagChanges(documents, tables), newEvent }),
    receiveHistory: receiveHistory({
      objects: intakeObjects(),
      evidence: evidenceIn(env.EVIDENCE_BUCKET),
      histories: earlierHistories(documents, tables),
      newEvent,
      temporaryFolder: tmpdir(),
      temporaryName: () => `history-${randomUUID()}`,
    }),
    receiveCatalogue: receiveCatalogue({ catalogues: catalogueChanges(documents, tables), newEvent }),
    scanner: scannerFor(env.MALWARE_SCANNER),
    again: workQueue(env.INTAKE_QUEUE_URL),
    clock: systemClock,
    temporaryFolder: tmpdir(),
    temporaryName: () => `intake-${randomUUID()}`,
  });
});
