import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { KMSClient } from "@aws-sdk/client-kms";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { accessionChanges } from "../../shared/storage/accession-changes.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { catalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { declaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdBatchFor } from "../../shared/storage/hold-batch.ts";
import { holdDeclared } from "../../shared/storage/hold-declared.ts";
import { intakeObjects } from "../../shared/storage/intake-objects.ts";
import { objectBytes } from "../../shared/storage/object-bytes.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { peopleKeys } from "../../shared/storage/people-keys.ts";
import { itemsOfVolumes } from "../../shared/storage/volume-items.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { catalogueWork } from "./catalogue-work.ts";
import { importCatalogue, rowsAtOnce } from "./import-catalogue.ts";
import { retellItems } from "./retell-items.ts";

export const handler = queueHandler("catalogue/import-catalogue", "events", catalogueWork, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const newEvent = eventIdsFrom(systemClock);
  const pages = pageStore(documents, env.RECORDS_TABLE);
  return importCatalogue({
    bucket: env.INTAKE_BUCKET,
    kinds: recordKinds,
    objects: intakeObjects(),
    open: (object) => objectBytes(object),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    changes: catalogueChanges(documents, tables),
    people: peopleKeys(new KMSClient({}), documents, env.RECORDS_TABLE),
    declared: declaredClassifications(documents, env.RECORDS_TABLE),
    holdDeclared: holdDeclared({
      pages,
      volumes: itemsOfVolumes(documents, env.RECORDS_TABLE),
      hold: holdBatchFor({
        accessions: accessionStore(documents, tables),
        changes: accessionChanges(documents, tables),
        newEvent,
      }),
    }),
    retell: retellItems({
      pages,
      owed: owedIndexing(documents, env.RECORDS_TABLE),
      fullText: workQueue(env.FULL_TEXT_QUEUE_URL),
      clock: systemClock,
    }),
    queue: workQueue(env.CATALOGUE_QUEUE_URL),
    newEvent,
    clock: systemClock,
    temporaryFolder: tmpdir(),
    temporaryName: () => `catalogue-${randomUUID()}`,
    limits: { rowsAtOnce, sliceSeconds: env.SLICE_SECONDS },
  });
});
