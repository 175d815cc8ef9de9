import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { PageWork } from "../../shared/domain/page-work.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Signer } from "../../shared/signing/signer.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { destructionChanges } from "../../shared/storage/destruction-changes.ts";
import { destructionSteps } from "../../shared/storage/destruction-steps.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import type { EraseObjects } from "../../shared/storage/erase-objects.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import { fileErasures } from "../../shared/storage/file-erasures.ts";
import { fileUses } from "../../shared/storage/file-uses.ts";
import { freezeStore } from "../../shared/storage/freeze-store.ts";
import { historyStore } from "../../shared/storage/history.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { standingChanges } from "../../shared/storage/standing-changes.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import { bringOnItem } from "./bring-on-item.ts";
import { carryOutDestruction } from "./carry-out-destruction.ts";
import { certifyDestruction } from "./certify-destruction.ts";
import type { DestructionWork } from "./destruction-work.ts";
import { eraseAtHome } from "./erase-at-home.ts";

/** What a worker is connected to. */
export type CarryOutSurroundings = {
  readonly documents: DynamoDBDocumentClient;
  readonly tables: { readonly records: string; readonly history: string; readonly region: string };
  readonly holdings: EraseObjects;
  readonly intake: EraseObjects;
  readonly evidence: Evidence;
  readonly signer: Signer;
  readonly replication: WorkQueue<{ readonly detail: PageWork }>;
  readonly queue: WorkQueue<{ readonly detail: DestructionWork }>;
  readonly newEvent: EventIds;
  readonly clock: Clock;
  readonly lockDays: number;
};

/** The work of a destruction list over one region's stores. */
export const carryOutWith = (surroundings: CarryOutSurroundings) => {
  const { documents, tables, holdings, intake, evidence, signer, replication, queue, newEvent, clock, lockDays } =
    surroundings;
  const lists = destructionStore(documents, tables);
  const steps = destructionSteps(documents, tables);
  const pages = pageStore(documents, tables.records);
  const erase = eraseAtHome({
    pages,
    history: historyStore(documents, tables.history),
    uses: fileUses(documents, tables.records),
    erasures: fileErasures(documents, tables.records),
    holdings,
    intake,
  });
  return carryOutDestruction({
    lists,
    steps,
    bringOn: bringOnItem({
      lists,
      steps,
      pages,
      schedules: scheduleStore(documents, tables),
      accessions: accessionStore(documents, tables),
      catalogues: catalogueStore(documents, tables.records),
      freezes: freezeStore(documents, tables),
      standing: standingChanges(documents, tables),
      eraseAtHome: erase,
      indexing: owedIndexing(documents, tables.records),
      replication,
      newEvent,
      clock,
      lockDays,
    }),
    certify: certifyDestruction({
      lists,
      pages,
      evidence,
      signer,
      changes: destructionChanges(documents, tables),
      newEvent,
    }),
    queue,
    clock,
  });
};
