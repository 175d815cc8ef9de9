import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { KMSClient } from "@aws-sdk/client-kms";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { catalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { intakeObjects } from "../../shared/storage/intake-objects.ts";
import { objectBytes } from "../../shared/storage/object-bytes.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { peopleKeys } from "../../shared/storage/people-keys.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { catalogueWork } from "./catalogue-work.ts";
import { importCatalogue, rowsAtOnce } from "./import-catalogue.ts";
import { retellItems } from "./retell-items.ts";

export const handler = queueHandler("catalogue/import-catalogue", "events", catalogueWork, (env) => {
  const documents = documentClient();
  return importCatalogue({
    bucket: env.INTAKE_BUCKET,
    kinds: recordKinds,
    objects: intakeObjects(),
    open: (object) => objectBytes(object),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    changes: catalogueChanges(documents, { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE }),
    people: peopleKeys(new KMSClient({}), documents, env.RECORDS_TABLE),
    retell: retellItems({
      pages: pageStore(documents, env.RECORDS_TABLE),
      owed: owedIndexing(documents, env.RECORDS_TABLE),
      fullText: workQueue(env.FULL_TEXT_QUEUE_URL),
      clock: systemClock,
    }),
    queue: workQueue(env.CATALOGUE_QUEUE_URL),
    newEvent: eventIdsFrom(systemClock),
    clock: systemClock,
    temporaryFolder: tmpdir(),
    temporaryName: () => `catalogue-${randomUUID()}`,
    limits: { rowsAtOnce, sliceSeconds: env.SLICE_SECONDS },
  });
});
