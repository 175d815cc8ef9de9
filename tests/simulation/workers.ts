import { mkdirSync } from "node:fs";
import type { DynamoDBRecord, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import { arrivedLimits } from "../../functions/accession/bag-limits.ts";
import { bagWork } from "../../functions/accession/bag-work.ts";
import { unpackBag } from "../../functions/accession/unpack-bag.ts";
import { batchWork } from "../../functions/accession/batch-work.ts";
import { issueReceipt } from "../../functions/accession/issue-receipt.ts";
import { keepReportIn } from "../../functions/accession/keep-report.ts";
import { settleBatch } from "../../functions/accession/settle-batch.ts";
import { catalogueWork } from "../../functions/catalogue/catalogue-work.ts";
import { importCatalogue, rowsAtOnce } from "../../functions/catalogue/import-catalogue.ts";
import { retellItems } from "../../functions/catalogue/retell-items.ts";
import { testWith } from "../../functions/accession/test-with.ts";
import { testWork } from "../../functions/accession/test-work.ts";
import { profileOf } from "../../shared/contract/check-profile.ts";
import { accessionChanges } from "../../shared/storage/accession-changes.ts";
import { gatheredEvidence } from "../../shared/storage/gathered-evidence.ts";
import { exportWork } from "../../functions/export/export-work.ts";
import { planBag } from "../../functions/export/plan-bag.ts";
import { writeExport } from "../../functions/export/write-bag.ts";
import { partsPerMark, writeSlice } from "../../functions/export/write-slice.ts";
import { indexPage } from "../../functions/full-text/index-page.ts";
import { findUnreceived, walkLimits } from "../../functions/intake/find-unreceived.ts";
import { intakeLimits } from "../../functions/intake/limits.ts";
import { objectCreated } from "../../functions/intake/object-created.ts";
import { receiveBag } from "../../functions/intake/receive-bag.ts";
import { receiveCatalogue } from "../../functions/intake/receive-catalogue.ts";
import { receiveHistory } from "../../functions/intake/receive-history.ts";
import { receiveObject } from "../../functions/intake/receive-object.ts";
import type { OcrEngine } from "../../functions/ocr/ocr-engine.ts";
import { pageDocuments } from "../../functions/ocr/page-documents.ts";
import { readPage } from "../../functions/ocr/read-page.ts";
import { carryOutWith } from "../../functions/retention/carry-out-with.ts";
import { destructionWork } from "../../functions/retention/destruction-work.ts";
import { copyPage, type CopyPlace } from "../../functions/replication/copy-page.ts";
import { eraseCopy } from "../../functions/replication/erase-copy.ts";
import { proveCopy } from "../../functions/replication/prove-copy.ts";
import { reconcile } from "../../functions/replication/reconcile.ts";
import { recheckCopies } from "../../functions/replication/recheck-copies.ts";
import { recordReceipt } from "../../functions/replication/record-receipt.ts";
import type { FunctionName } from "../../shared/contract/env.ts";
import { scannerName } from "../../shared/contract/malware.ts";
import { scannerFor } from "../../shared/malware/scanner-for.ts";
import { pageWork } from "../../shared/domain/page-work.ts";
import { copyManifest, copyReceipt, type CopyReceipt } from "../../shared/domain/region-copy.ts";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { bagChanges } from "../../shared/storage/bag-changes.ts";
import { bagDeposits } from "../../shared/storage/bag-deposits.ts";
import { bagStore } from "../../shared/storage/bag-store.ts";
import { catalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { attemptMessage, type AttemptSurroundings, type MessageWork } from "../../shared/runtime/message-attempt.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import { fileErasures } from "../../shared/storage/file-erasures.ts";
import { holdDeclared } from "../../shared/storage/hold-declared.ts";
import { holdBatchFor } from "../../shared/storage/hold-batch.ts";
import { peopleKeyBytes, peopleKeyFrom } from "../../shared/storage/people-key.ts";
import { preservationChanges } from "../../shared/storage/preservation-changes.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { objectBytes } from "../../shared/storage/object-bytes.ts";
import { parkedMessages } from "../../shared/storage/parked-messages.ts";
import { postponeThrough } from "../../shared/runtime/postpone-message.ts";
import { imagesOf } from "../../shared/runtime/stream-handler.ts";
import { earlierHistories } from "../../shared/storage/earlier-histories.ts";
import { exportObjectsIn } from "../../shared/storage/export-objects.ts";
import { exportStore } from "../../shared/storage/export-store.ts";
import { historyRecord, historyStore } from "../../shared/storage/history.ts";
import { itemsOfVolumes } from "../../shared/storage/volume-items.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { Parts } from "./parts.ts";
import type { RegionClients } from "./region-clients.ts";
import { environmentOf, type SimulatedApp } from "./simulated-app.ts";

export type WorkerSurroundings = {
  readonly simulated: SimulatedApp;
  readonly region: string;
  readonly clients: RegionClients;
  readonly parts: Parts;
  readonly clock: () => Date;
  readonly engine: OcrEngine;
  /** The function's own disk. */
  readonly folder: string;
  readonly logger: AttemptSurroundings["logger"];
};

/** A function that stands ready, as Lambda keeps one between invocations. */
export type Worker =
  | { readonly kind: "queue"; readonly attempt: (record: SQSRecord) => Promise<boolean> }
  | { readonly kind: "stream"; readonly work: (records: readonly DynamoDBRecord[]) => Promise<void> }
  | { readonly kind: "schedule"; readonly work: () => Promise<unknown> };

/**
 * The functions as their handlers put them together, over clients and a clock that are given. Only what a queue, a stream or
 * a schedule starts; the engine is the scripted one.
 */
export const openWorker = (name: FunctionName, surroundings: WorkerSurroundings): Worker => {
  const { simulated, region, clients, parts, clock, engine, folder, logger } = surroundings;
  const env = <N extends FunctionName>(named: N) => environmentOf(simulated, region, named);
  const documents = parts.documentClient(clients.dynamodb);
  const newEvent = eventIdsFrom(clock);
  const holdingsHere = (bucket: string) => parts.holdingsIn(bucket, clients.s3(region), clients.readingBack(region));
  const queueIn = <T>(url: string, to = region): WorkQueue<T> => parts.workQueue<T>(url, to, clients.sqs(to));
  const tablesOf = (given: { readonly RECORDS_TABLE: string; readonly HISTORY_TABLE: string }) => ({
    records: given.RECORDS_TABLE,
    history: given.HISTORY_TABLE,
    region,
  });
  const sqs = clients.sqs(region);
  const surroundingsOfMessages = { logger, postpone: postponeThrough(sqs), parked: parkedMessages(sqs) };
  const onQueue = <T extends z.ZodType>(
    carries: MessageWork<T>["carries"],
    message: T,
    work: MessageWork<T>["work"],
  ): Worker => ({
    kind: "queue",
    attempt: (record) => attemptMessage(record, () => ({ carries, message, work }), surroundingsOfMessages),
  });
  mkdirSync(folder, { recursive: true });

  switch (name) {
    case "intake/receive-object": {
      const given = env(name);
      let files = 0;
      return onQueue(
        "whole events",
        objectCreated,
        receiveObject({
          region,
          archives: given.ARCHIVES,
          limits: intakeLimits,
          objects: parts.intakeObjects(clients.s3(region)),
          versions: parts.intakeVersions(clients.s3(region)),
          holdings: holdingsHere(given.HOLDINGS_BUCKET),
          batches: parts.batchStore(documents, given.RECORDS_TABLE),
          accessions: parts.accessionStore(documents, tablesOf(given)),
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          declared: parts.declaredClassifications(documents, given.RECORDS_TABLE),
          erasures: fileErasures(documents, given.RECORDS_TABLE),
          changes: parts.intakeChanges(documents, { ...tablesOf(given), newEvent }),
          bags: bagStore(documents, given.RECORDS_TABLE),
          receiveBag: receiveBag({ bags: bagChanges(documents, tablesOf(given)), newEvent }),
          receiveHistory: receiveHistory({
            objects: parts.intakeObjects(clients.s3(region)),
            evidence: parts.evidenceIn(given.EVIDENCE_BUCKET, clients.s3(region)),
            histories: earlierHistories(documents, tablesOf(given)),
            newEvent,
            temporaryFolder: folder,
            temporaryName: () => `history-${(files += 1)}`,
          }),
          receiveCatalogue: receiveCatalogue({
            catalogues: catalogueChanges(documents, tablesOf(given)),
            newEvent,
          }),
          scanner: scannerFor(given.MALWARE_SCANNER),
          again: queueIn(given.INTAKE_QUEUE_URL),
          clock,
          temporaryFolder: folder,
          temporaryName: () => `intake-${(files += 1)}`,
        }),
      );
    }
    case "intake/find-unreceived": {
      const given = env(name);
      const work = findUnreceived({
        bucket: given.INTAKE_BUCKET,
        versions: parts.intakeVersions(clients.s3(region)),
        batches: parts.batchStore(documents, given.RECORDS_TABLE),
        walk: parts.intakeWalk(documents, given.RECORDS_TABLE),
        intake: queueIn(given.INTAKE_QUEUE_URL),
        clock,
        limits: walkLimits,
      });
      return { kind: "schedule", work };
    }
    case "ocr/read-page": {
      const given = env(name);
      const holdings = holdingsHere(given.HOLDINGS_BUCKET);
      const accessions = parts.accessionStore(documents, tablesOf(given));
      return onQueue(
        "events",
        pageWork,
        readPage({
          region,
          archives: given.ARCHIVES,
          available: given.OCR_ENGINES,
          engine: () => Promise.resolve(engine),
          documents: pageDocuments(holdings, folder),
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          holdings,
          records: given.RECORDS_TABLE,
          erasures: fileErasures(documents, given.RECORDS_TABLE),
          changes: parts.pageChanges(documents, tablesOf(given)),
          accessions,
          declared: parts.declaredClassifications(documents, given.RECORDS_TABLE),
          hold: holdBatchFor({ accessions, changes: parts.accessionChanges(documents, tablesOf(given)), newEvent }),
          newEvent,
          clock,
        }),
      );
    }
    case "full-text/index-page": {
      const given = env(name);
      return onQueue(
        "events",
        pageWork,
        indexPage({
          region,
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          catalogues: catalogueStore(documents, given.RECORDS_TABLE),
          owed: parts.owedIndexing(documents, given.RECORDS_TABLE),
          holdings: holdingsHere(given.HOLDINGS_BUCKET),
          index: parts.searchIndex(clients.searchFetch),
          proof: queueIn(given.PROOF_QUEUE_URL),
          clock,
        }),
      );
    }
    case "catalogue/import-catalogue": {
      const given = env(name);
      let files = 0;
      return onQueue(
        "events",
        catalogueWork,
        importCatalogue({
          bucket: given.INTAKE_BUCKET,
          kinds: recordKinds,
          objects: parts.intakeObjects(clients.s3(region)),
          open: (object) => objectBytes(object, clients.s3(region)),
          catalogues: catalogueStore(documents, given.RECORDS_TABLE),
          changes: catalogueChanges(documents, tablesOf(given)),
          people: { of: () => Promise.resolve(peopleKeyFrom(Buffer.alloc(peopleKeyBytes))) },
          declared: parts.declaredClassifications(documents, given.RECORDS_TABLE),
          holdDeclared: holdDeclared({
            pages: parts.pageStore(documents, given.RECORDS_TABLE),
            volumes: itemsOfVolumes(documents, given.RECORDS_TABLE),
            hold: holdBatchFor({
              accessions: parts.accessionStore(documents, tablesOf(given)),
              changes: accessionChanges(documents, tablesOf(given)),
              newEvent,
            }),
          }),
          retell: retellItems({
            pages: parts.pageStore(documents, given.RECORDS_TABLE),
            owed: parts.owedIndexing(documents, given.RECORDS_TABLE),
            fullText: queueIn(given.FULL_TEXT_QUEUE_URL),
            clock,
          }),
          queue: queueIn(given.CATALOGUE_QUEUE_URL),
          newEvent,
          clock,
          temporaryFolder: folder,
          temporaryName: () => `catalogue-${(files += 1)}`,
          limits: { rowsAtOnce, sliceSeconds: given.SLICE_SECONDS },
        }),
      );
    }
    case "accession/unpack-bag": {
      const given = env(name);
      let files = 0;
      return onQueue(
        "events",
        bagWork,
        unpackBag({
          bucket: given.INTAKE_BUCKET,
          open: (object) => objectBytes(object, clients.s3(region)),
          deposits: bagDeposits(given.INTAKE_BUCKET, clients.s3(region)),
          bags: bagStore(documents, given.RECORDS_TABLE),
          batches: parts.batchStore(documents, given.RECORDS_TABLE),
          accessions: parts.accessionStore(documents, tablesOf(given)),
          changes: bagChanges(documents, tablesOf(given)),
          queue: queueIn(given.BAGS_QUEUE_URL),
          newEvent,
          clock,
          limits: arrivedLimits,
          sliceSeconds: given.SLICE_SECONDS,
          temporaryFolder: folder,
          temporaryName: () => `payload-${(files += 1)}`,
        }),
      );
    }
    case "accession/settle-batch": {
      const given = env(name);
      return onQueue(
        "events",
        batchWork,
        settleBatch({
          accessions: parts.accessionStore(documents, tablesOf(given)),
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          changes: parts.standingChanges(documents, tablesOf(given)),
          queue: queueIn(given.ACCESSION_QUEUE_URL),
          newEvent,
          clock,
        }),
      );
    }
    case "accession/issue-receipt": {
      const given = env(name);
      let files = 0;
      return onQueue(
        "events",
        batchWork,
        issueReceipt({
          accessions: parts.accessionStore(documents, tablesOf(given)),
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          batches: parts.batchStore(documents, given.RECORDS_TABLE),
          receipts: parts.receiptStore(documents, tablesOf(given)),
          evidence: parts.evidenceIn(given.EVIDENCE_BUCKET, clients.s3(region)),
          // KMS is not simulated: what is signed is told by a test of its own.
          signer: { sign: ({ content }) => Promise.resolve(JSON.stringify(content)) },
          newEvent,
          temporaryFolder: folder,
          temporaryName: () => `pages-${(files += 1)}`,
        }),
      );
    }
    case "accession/test-batch": {
      const given = env(name);
      return onQueue(
        "events",
        testWork,
        testWith({
          accessions: parts.accessionStore(documents, tablesOf(given)),
          batches: parts.batchStore(documents, given.RECORDS_TABLE),
          bags: bagStore(documents, given.RECORDS_TABLE),
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          gathered: gatheredEvidence(documents, tablesOf(given)),
          catalogues: catalogueStore(documents, given.RECORDS_TABLE),
          scanner: scannerName(given.MALWARE_SCANNER),
          preservations: preservationStore(documents, given.RECORDS_TABLE),
          preservationChanges: preservationChanges(documents, tablesOf(given)),
          profileOf: profileOf(given.CHECK_PROFILES),
          keepReport: keepReportIn({
            evidence: parts.evidenceIn(given.EVIDENCE_BUCKET, clients.s3(region)),
            signer: { sign: ({ archiveId }) => Promise.resolve(`signed by ${archiveId}`) },
            pdfOf: (report) => Promise.resolve(Buffer.from(report.testedAt)),
            pictureOf: ({ testedAt }) => testedAt,
          }),
          changes: accessionChanges(documents, tablesOf(given)),
          queue: queueIn(given.TESTS_QUEUE_URL),
          newEvent,
          clock,
        }),
      );
    }
    case "export/write-bag": {
      const given = env(name);
      const common = {
        region,
        archiveNames: given.ARCHIVE_NAMES,
        accessions: parts.accessionStore(documents, tablesOf(given)),
        pages: parts.pageStore(documents, given.RECORDS_TABLE),
        catalogues: catalogueStore(documents, given.RECORDS_TABLE),
        volumes: itemsOfVolumes(documents, given.RECORDS_TABLE),
        history: historyStore(documents, given.HISTORY_TABLE),
        earlier: earlierHistories(documents, { records: given.RECORDS_TABLE }),
        kinds: recordKinds,
        receipts: parts.receiptStore(documents, { records: given.RECORDS_TABLE }),
        evidence: parts.evidenceIn(given.EVIDENCE_BUCKET, clients.s3(region)),
        holdings: holdingsHere(given.HOLDINGS_BUCKET),
        exports: exportStore(documents, tablesOf(given)),
        objects: exportObjectsIn(given.EXPORTS_BUCKET, clients.s3(region)),
        clock,
        temporaryFolder: folder,
        partsPerMark,
      };
      return onQueue(
        "events",
        exportWork,
        writeExport({
          ...common,
          plan: planBag(common),
          writeSlice: writeSlice(common),
          queue: queueIn(given.EXPORTS_QUEUE_URL),
          proof: queueIn(given.PROOF_QUEUE_URL),
          newEvent,
          sliceSeconds: given.SLICE_SECONDS,
        }),
      );
    }
    case "retention/carry-out-destruction": {
      const given = env(name);
      return onQueue(
        "events",
        destructionWork,
        carryOutWith({
          documents,
          tables: tablesOf(given),
          holdings: parts.eraseObjects(given.HOLDINGS_BUCKET, clients.s3(region)),
          intake: parts.eraseObjects(given.INTAKE_BUCKET, clients.s3(region)),
          evidence: parts.evidenceIn(given.EVIDENCE_BUCKET, clients.s3(region)),
          signer: { sign: ({ content }) => Promise.resolve(JSON.stringify(content)) },
          replication: queueIn(given.REPLICATION_QUEUE_URL),
          queue: queueIn(given.DESTRUCTIONS_QUEUE_URL),
          newEvent,
          clock,
          lockDays: given.LOCK_DAYS,
        }),
      );
    }
    case "replication/copy-page": {
      const given = env(name);
      const peers = Object.entries(given.PEERS).map(([to, peer]): [string, CopyPlace] => [
        to,
        {
          holdings: parts.holdingsIn(peer.holdingsBucket, clients.s3(to), clients.readingBack(to)),
          proof: queueIn(peer.proofQueueUrl, to),
          erasure: queueIn(peer.erasureQueueUrl, to),
        },
      ]);
      const here: CopyPlace = { holdings: holdingsHere(given.HOLDINGS_BUCKET), proof: queueIn(given.PROOF_QUEUE_URL) };
      return onQueue(
        "events",
        pageWork,
        copyPage({
          region,
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          places: new Map([[region, here], ...peers]),
          clock,
        }),
      );
    }
    case "replication/prove-copy": {
      const given = env(name);
      const peers = Object.entries(given.PEERS).map(([to, peer]): [string, WorkQueue<CopyReceipt>] => [
        to,
        queueIn(peer.receiptsQueueUrl, to),
      ]);
      return onQueue(
        "commands",
        copyManifest,
        proveCopy({
          region,
          holdings: holdingsHere(given.HOLDINGS_BUCKET),
          copies: parts.copyStore(documents, { ...tablesOf(given), newEvent }),
          receipts: new Map([[region, queueIn(given.RECEIPTS_QUEUE_URL)], ...peers]),
          clock,
        }),
      );
    }
    case "replication/erase-copy": {
      const given = env(name);
      const peers = Object.entries(given.PEERS).map(([to, peer]): [string, WorkQueue<CopyReceipt>] => [
        to,
        queueIn(peer.receiptsQueueUrl, to),
      ]);
      return onQueue(
        "commands",
        copyManifest,
        eraseCopy({
          region,
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          copies: parts.copyStore(documents, { ...tablesOf(given), newEvent }),
          uses: parts.fileUses(documents, given.RECORDS_TABLE),
          objects: parts.eraseObjects(given.HOLDINGS_BUCKET, clients.s3(region)),
          proof: queueIn(given.PROOF_QUEUE_URL),
          receipts: new Map(peers),
          clock,
        }),
      );
    }
    case "replication/record-receipt": {
      const given = env(name);
      return onQueue(
        "commands",
        copyReceipt,
        recordReceipt({
          pages: parts.pageStore(documents, given.RECORDS_TABLE),
          changes: parts.pageChanges(documents, tablesOf(given)),
          newEvent,
        }),
      );
    }
    case "replication/reconcile": {
      const given = env(name);
      const work = reconcile({
        region,
        archives: given.ARCHIVES,
        pages: parts.pageStore(documents, given.RECORDS_TABLE),
        owedIndexing: parts.owedIndexing(documents, given.RECORDS_TABLE),
        ocr: queueIn(given.OCR_QUEUE_URL),
        replication: queueIn(given.REPLICATION_QUEUE_URL),
        fullText: queueIn(given.FULL_TEXT_QUEUE_URL),
        accessions: parts.accessionStore(documents, { records: given.RECORDS_TABLE }),
        accession: queueIn(given.ACCESSION_QUEUE_URL),
        catalogues: catalogueStore(documents, given.RECORDS_TABLE),
        catalogue: queueIn(given.CATALOGUE_QUEUE_URL),
        bags: bagStore(documents, given.RECORDS_TABLE),
        bagQueue: queueIn(given.BAGS_QUEUE_URL),
        receipts: parts.receiptStore(documents, { records: given.RECORDS_TABLE }),
        handOver: queueIn(given.HAND_OVER_QUEUE_URL),
        tests: queueIn(given.TESTS_QUEUE_URL),
        preservations: preservationStore(documents, given.RECORDS_TABLE),
        exports: exportStore(documents, { records: given.RECORDS_TABLE }),
        exporting: queueIn(given.EXPORTS_QUEUE_URL),
        lists: destructionStore(documents, tablesOf({ ...given, HISTORY_TABLE: "" })),
        destructions: queueIn(given.DESTRUCTIONS_QUEUE_URL),
        clock,
      });
      return { kind: "schedule", work };
    }
    case "replication/recheck-copies": {
      const given = env(name);
      const work = recheckCopies({
        region,
        passes: parts.recheckStore(documents, given.RECORDS_TABLE),
        pages: parts.pageStore(documents, given.RECORDS_TABLE),
        proof: queueIn(given.PROOF_QUEUE_URL),
        preservations: preservationStore(documents, given.RECORDS_TABLE),
        profileOf: profileOf(given.CHECK_PROFILES),
        clock,
      });
      return { kind: "schedule", work };
    }
    case "events/publish-events": {
      const bus = parts.eventBus(env(name).EVENT_BUS, clients.events);
      return { kind: "stream", work: (records) => bus.publish(imagesOf(records, historyRecord)) };
    }
    default:
      throw new Error(`the simulation does not know what starts ${name}`);
  }
};
