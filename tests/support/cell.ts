import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import type { DomainEvent } from "../../events/domain-event.ts";
import { indexPage } from "../../functions/full-text/index-page.ts";
import { search } from "../../functions/full-text/search.ts";
import { getBatch } from "../../functions/catalogue/get-batch.ts";
import { getBatchHistory } from "../../functions/catalogue/get-batch-history.ts";
import { getItemHistory } from "../../functions/catalogue/get-item-history.ts";
import { catalogueWork, type CatalogueWork } from "../../functions/catalogue/catalogue-work.ts";
import { importCatalogue, rowsAtOnce } from "../../functions/catalogue/import-catalogue.ts";
import { findPeople } from "../../functions/catalogue/find-people.ts";
import { listFaults } from "../../functions/catalogue/list-faults.ts";
import { listImports } from "../../functions/catalogue/list-imports.ts";
import { retellItems } from "../../functions/catalogue/retell-items.ts";
import { getItem } from "../../functions/catalogue/get-item.ts";
import { getPageText } from "../../functions/catalogue/get-page-text.ts";
import { listMissing } from "../../functions/catalogue/list-missing.ts";
import { findUnreceived, walkLimits, type WalkLimits } from "../../functions/intake/find-unreceived.ts";
import { intakeLimits, type IntakeLimits } from "../../functions/intake/limits.ts";
import { askExport } from "../../functions/export/ask-export.ts";
import { exportWork, type ExportWork } from "../../functions/export/export-work.ts";
import { getExport } from "../../functions/export/get-export.ts";
import { planBag } from "../../functions/export/plan-bag.ts";
import { writeExport } from "../../functions/export/write-bag.ts";
import { writeSlice } from "../../functions/export/write-slice.ts";
import { objectCreated, type ObjectCreated } from "../../functions/intake/object-created.ts";
import { amendBatch } from "../../functions/accession/amend-batch.ts";
import { arrangeVendor } from "../../functions/accession/arrange-vendor.ts";
import type { BatchWork } from "../../functions/accession/batch-work.ts";
import { decideBatch } from "../../functions/accession/decide-batch.ts";
import { decideQuarantine } from "../../functions/accession/decide-quarantine.ts";
import { listQuarantine } from "../../functions/accession/list-quarantine.ts";
import { getReceipt } from "../../functions/accession/get-receipt.ts";
import { issueReceipt } from "../../functions/accession/issue-receipt.ts";
import { openBatch } from "../../functions/accession/open-batch.ts";
import { permitUploads } from "../../functions/accession/permit-uploads.ts";
import { arrivedLimits } from "../../functions/accession/bag-limits.ts";
import { bagWork, type BagWork } from "../../functions/accession/bag-work.ts";
import { unpackBag } from "../../functions/accession/unpack-bag.ts";
import { settleBatch } from "../../functions/accession/settle-batch.ts";
import { receiveBag } from "../../functions/intake/receive-bag.ts";
import { receiveCatalogue } from "../../functions/intake/receive-catalogue.ts";
import { askPreservationTest } from "../../functions/accession/ask-preservation-test.ts";
import { listPreservationTests } from "../../functions/accession/list-preservation-tests.ts";
import { getReport } from "../../functions/accession/get-report.ts";
import { keepReportIn } from "../../functions/accession/keep-report.ts";
import { textPens } from "../../functions/accession/drawn-text.ts";
import { reportFont } from "../../functions/accession/report-font.ts";
import { reportPicture } from "../../functions/accession/report-picture.ts";
import { reportPdf } from "../../functions/accession/report-pdf.ts";
import { testWith } from "../../functions/accession/test-with.ts";
import { testWork } from "../../functions/accession/test-work.ts";
import { receiveHistory } from "../../functions/intake/receive-history.ts";
import { receiveObject } from "../../functions/intake/receive-object.ts";
import { pageDocuments } from "../../functions/ocr/page-documents.ts";
import { readPage } from "../../functions/ocr/read-page.ts";
import { copyPage } from "../../functions/replication/copy-page.ts";
import { eraseCopy } from "../../functions/replication/erase-copy.ts";
import { proveCopy } from "../../functions/replication/prove-copy.ts";
import { getRecheck } from "../../functions/replication/get-recheck.ts";
import { recheckCopies } from "../../functions/replication/recheck-copies.ts";
import { startRecheck } from "../../functions/replication/start-recheck.ts";
import { reconcile } from "../../functions/replication/reconcile.ts";
import { carryOutWith, type CarryOutSurroundings } from "../../functions/retention/carry-out-with.ts";
import { destructionWork, type DestructionWork } from "../../functions/retention/destruction-work.ts";
import { getCertificate } from "../../functions/retention/get-certificate.ts";
import { decideDestruction } from "../../functions/retention/decide-destruction.ts";
import { draftDestruction } from "../../functions/retention/draft-destruction.ts";
import { getDestruction } from "../../functions/retention/get-destruction.ts";
import { decideSchedule } from "../../functions/retention/decide-schedule.ts";
import { draftSchedule } from "../../functions/retention/draft-schedule.ts";
import { listDue } from "../../functions/retention/list-due.ts";
import { freezeItems } from "../../functions/retention/freeze-items.ts";
import { listFrozen } from "../../functions/retention/list-frozen.ts";
import { listSchedules } from "../../functions/retention/list-schedules.ts";
import { recordReceipt } from "../../functions/replication/record-receipt.ts";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import { bucketName, type QueueName } from "../../shared/contract/names.ts";
import { pageWork } from "../../shared/domain/page-work.ts";
import { copyManifest, copyReceipt, type CopyManifest, type CopyReceipt } from "../../shared/domain/region-copy.ts";
import type { CheckStage } from "../../shared/contract/checks.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { noScanner, type MalwareScanner } from "../../shared/malware/malware-scanner.ts";
import { profileOf, type CheckProfiles } from "../../shared/contract/check-profile.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { gatheredEvidence } from "../../shared/storage/gathered-evidence.ts";
import { accessionChanges } from "../../shared/storage/accession-changes.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { bagChanges } from "../../shared/storage/bag-changes.ts";
import { bagDeposits } from "../../shared/storage/bag-deposits.ts";
import { bagStore } from "../../shared/storage/bag-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { catalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { copyStore } from "../../shared/storage/copy-store.ts";
import { holdDeclared } from "../../shared/storage/hold-declared.ts";
import { declaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { destructionChanges } from "../../shared/storage/destruction-changes.ts";
import { destructionSteps } from "../../shared/storage/destruction-steps.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import { freezeChanges, freezeStore } from "../../shared/storage/freeze-store.ts";
import { dueItems } from "../../shared/storage/due-items.ts";
import { earlierHistories } from "../../shared/storage/earlier-histories.ts";
import { exportObjectsIn } from "../../shared/storage/export-objects.ts";
import { exportStore } from "../../shared/storage/export-store.ts";
import { itemsOfVolumes } from "../../shared/storage/volume-items.ts";
import { historyChanges, historyRecord, historyStore } from "../../shared/storage/history.ts";
import { eraseObjects } from "../../shared/storage/erase-objects.ts";
import { fileErasures } from "../../shared/storage/file-erasures.ts";
import { fileUses } from "../../shared/storage/file-uses.ts";
import { holdBatchFor } from "../../shared/storage/hold-batch.ts";
import { holdingsIn, trustingClient } from "../../shared/storage/holdings.ts";
import { intakeChanges } from "../../shared/storage/intake-changes.ts";
import { intakeObjects } from "../../shared/storage/intake-objects.ts";
import { objectBytes } from "../../shared/storage/object-bytes.ts";
import { peopleKeys } from "../../shared/storage/people-keys.ts";
import { peopleStore } from "../../shared/storage/people-store.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { intakeVersions } from "../../shared/storage/intake-versions.ts";
import { intakeWalk } from "../../shared/storage/intake-walk.ts";
import { pageChanges } from "../../shared/storage/page-changes.ts";
import { pageStore, type PageAddress } from "../../shared/storage/page-store.ts";
import { quarantineStore } from "../../shared/storage/quarantine-store.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { receiptStore } from "../../shared/storage/receipt-store.ts";
import { permitChanges } from "../../shared/storage/permit-changes.ts";
import { uploadAddresses } from "../../shared/storage/upload-addresses.ts";
import { preservationChanges } from "../../shared/storage/preservation-changes.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { recheckStore } from "../../shared/storage/recheck-store.ts";
import { scheduleChanges } from "../../shared/storage/schedule-changes.ts";
import { scheduleStore } from "../../shared/storage/schedule-store.ts";
import { searchIndex } from "../../shared/storage/search-index.ts";
import { signedFetch } from "../../shared/storage/signed-fetch.ts";
import { standingChanges } from "../../shared/storage/standing-changes.ts";
import { archiveKeys } from "../../shared/signing/archive-keys.ts";
import { signerWith } from "../../shared/signing/signer.ts";
import { listKeys } from "../../functions/signing/list-keys.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { ACCOUNT, HISTORY_TABLE, queueArn, queueUrl, RECORDS_TABLE, startCloud, type Cloud } from "./cloud.ts";
import { reportFonts } from "./report-fonts.ts";
import { scriptedEngine, type Script } from "./scripted-engine.ts";
import { eventually, temporaryDirectory } from "./serve-service.ts";

export const HOME = "cn-north-1";
export const REPLICA = "cn-northwest-1";
/** The archive at home in `HOME`, kept a second time in `REPLICA`. */
export const ARCHIVE = "440100";
/** Another one there. */
export const NEIGHBOUR = "440300";
/** One whose home is `REPLICA`. */
export const FAR_ARCHIVE = "610100";

const archives: ArchiveRegistry = {
  [ARCHIVE]: { home: HOME, replicas: [REPLICA], languages: ["zh"] },
  [NEIGHBOUR]: { home: HOME, replicas: [REPLICA], languages: ["zh"] },
  [FAR_ARCHIVE]: { home: REPLICA, replicas: [HOME], languages: ["zh"] },
};

export type CellOptions = {
  readonly region: string;
  readonly cloud: Cloud;
  readonly clock: () => Date;
  readonly folder: string;
  readonly script: ReadonlyMap<number, Script>;
  readonly limits: IntakeLimits;
  readonly scanner: MalwareScanner;
  /** What archives ask of their batches. */
  readonly profiles: CheckProfiles;
};

export const clerkOf = (archiveId: string): Viewer => ({ principal: "clerk", archiveId, roles: ["archivist"] });

type ExportLimits = { readonly sliceSeconds?: number; readonly partsPerMark?: number; readonly partBytes?: number };
type UnpackOptions = Partial<Parameters<typeof unpackBag>[0]>;
type TestQuestion = z.input<typeof testWork>;
type ImportLimits = { readonly rowsAtOnce?: number; readonly sliceSeconds?: number };

/** The functions of one region over that region's real stores; of the product's parts only the OCR engine is not its own. */
export const openCell = ({ region, cloud, clock, folder, script, limits, scanner, profiles }: CellOptions) => {
  const other = region === HOME ? REPLICA : HOME;
  const credentials = { accessKeyId: "uploader", secretAccessKey: "secret" };
  const client = { endpoint: cloud.url, credentials, maxAttempts: 1 };
  const s3 = new S3Client({ ...client, region });
  const farS3 = new S3Client({ ...client, region: other });
  const dynamodb = new DynamoDBClient({ ...client, region });
  const kms = new KMSClient({ ...client, region });
  const keys = archiveKeys(kms, clock);
  const documents = documentClient(dynamodb);
  const people = peopleKeys(kms, documents, RECORDS_TABLE);
  const evidence = evidenceIn(bucketName("evidence", ACCOUNT, region), s3);
  const bucket = { intake: bucketName("intake", ACCOUNT, region), holdings: bucketName("holdings", ACCOUNT, region) };
  const readingBack = trustingClient({ ...client, region });
  const farReadingBack = trustingClient({ ...client, region: other });
  const holdings = holdingsIn(bucket.holdings, s3, readingBack);
  const pages = pageStore(documents, RECORDS_TABLE);
  const batches = batchStore(documents, RECORDS_TABLE);
  const accessions = accessionStore(documents, { records: RECORDS_TABLE });
  const owed = owedIndexing(documents, RECORDS_TABLE);
  const newEvent = eventIdsFrom(clock);
  const tables = { records: RECORDS_TABLE, history: HISTORY_TABLE, region };
  const changes = pageChanges(documents, tables);
  const history = historyStore(documents, HISTORY_TABLE);
  const index = searchIndex(signedFetch(cloud.url, region, "es"));
  const declared = declaredClassifications(documents, RECORDS_TABLE);
  const erasures = fileErasures(documents, RECORDS_TABLE);
  const engine = scriptedEngine(script);
  mkdirSync(join(folder, region));
  const services = cloud.in(region);

  const catalogues = catalogueStore(documents, RECORDS_TABLE);
  const earlier = earlierHistories(documents, tables);
  const cataloguing = catalogueChanges(documents, tables);
  const bags = bagStore(documents, RECORDS_TABLE);
  const bagging = bagChanges(documents, tables);
  const unpackWith = ({ sliceSeconds = 480, deposits = bagDeposits(bucket.intake, s3), ...others }: UnpackOptions) =>
    unpackBag({
      bucket: bucket.intake,
      open: (object) => objectBytes(object, s3),
      deposits,
      bags,
      batches,
      accessions,
      changes: bagging,
      queue: workQueue(queueUrl(region, "bags"), region),
      newEvent,
      clock,
      limits: arrivedLimits,
      sliceSeconds,
      temporaryFolder: folder,
      temporaryName: () => `payload-${randomUUID()}`,
      ...others,
    });
  const receive = receiveObject({
    region,
    archives,
    limits,
    objects: intakeObjects(s3),
    versions: intakeVersions(s3),
    holdings,
    batches,
    accessions,
    pages,
    declared,
    erasures,
    changes: intakeChanges(documents, { ...tables, newEvent }),
    bags,
    receiveBag: receiveBag({ bags: bagging, newEvent }),
    receiveCatalogue: receiveCatalogue({ catalogues: cataloguing, newEvent }),
    receiveHistory: receiveHistory({
      objects: intakeObjects(s3),
      evidence,
      histories: earlier,
      newEvent,
      temporaryFolder: folder,
      temporaryName: () => `history-${randomUUID()}`,
    }),
    scanner,
    again: workQueue(queueUrl(region, "intake"), region),
    clock,
    temporaryFolder: folder,
    temporaryName: () => `intake-${randomUUID()}`,
  });
  const deciding = { region, archives, accessions, changes: accessionChanges(documents, tables), newEvent };
  const read = readPage({
    region,
    archives,
    available: ["embedded"],
    engine: () => Promise.resolve(engine),
    documents: pageDocuments(holdings, join(folder, region)),
    pages,
    holdings,
    records: RECORDS_TABLE,
    erasures,
    changes,
    accessions,
    declared,
    hold: holdBatchFor(deciding),
    newEvent,
    clock,
  });
  const ownProof = workQueue<CopyManifest>(queueUrl(region, "proof"), region);
  const farProof = workQueue<CopyManifest>(queueUrl(other, "proof"), other);
  const copy = copyPage({
    region,
    pages,
    places: new Map([
      [region, { holdings, proof: ownProof }],
      [
        other,
        {
          holdings: holdingsIn(bucketName("holdings", ACCOUNT, other), farS3, farReadingBack),
          proof: farProof,
          erasure: workQueue<CopyManifest>(queueUrl(other, "erasure"), other),
        },
      ],
    ]),
    clock,
  });
  const prove = proveCopy({
    region,
    holdings,
    copies: copyStore(documents, { ...tables, newEvent }),
    receipts: new Map([region, other].map((to) => [to, workQueue<CopyReceipt>(queueUrl(to, "receipts"), to)])),
    clock,
  });
  const erase = eraseCopy({
    region,
    pages,
    copies: copyStore(documents, { ...tables, newEvent }),
    uses: fileUses(documents, RECORDS_TABLE),
    objects: eraseObjects(bucket.holdings, s3),
    proof: ownProof,
    receipts: new Map([[other, workQueue<CopyReceipt>(queueUrl(other, "receipts"), other)]]),
    clock,
  });
  const record = recordReceipt({ pages, changes, newEvent });
  const preservations = preservationStore(documents, RECORDS_TABLE);
  const passes = recheckStore(documents, RECORDS_TABLE);
  const recheck = recheckCopies({
    ...{ region, passes, pages, preservations, clock },
    proof: ownProof,
    profileOf: profileOf(profiles),
  });
  const receipts = receiptStore(documents, { records: RECORDS_TABLE, history: HISTORY_TABLE });
  const remind = reconcile({
    region,
    archives,
    pages,
    owedIndexing: owed,
    ocr: workQueue(queueUrl(region, "ocr"), region),
    replication: workQueue(queueUrl(region, "replication"), region),
    fullText: workQueue(queueUrl(region, "full-text"), region),
    accessions,
    accession: workQueue(queueUrl(region, "accession"), region),
    catalogues,
    catalogue: workQueue(queueUrl(region, "catalogue"), region),
    bags,
    bagQueue: workQueue(queueUrl(region, "bags"), region),
    receipts,
    handOver: workQueue(queueUrl(region, "hand-over"), region),
    tests: workQueue(queueUrl(region, "tests"), region),
    preservations,
    exports: exportStore(documents, { records: RECORDS_TABLE }),
    exporting: workQueue(queueUrl(region, "exports"), region),
    lists: destructionStore(documents, tables),
    destructions: workQueue(queueUrl(region, "destructions"), region),
    clock,
  });
  const importWith = (limits: ImportLimits) =>
    importCatalogue({
      bucket: bucket.intake,
      kinds: recordKinds,
      objects: intakeObjects(s3),
      open: (object) => objectBytes(object, s3),
      catalogues,
      changes: cataloguing,
      people,
      declared,
      holdDeclared: holdDeclared({
        pages,
        volumes: itemsOfVolumes(documents, RECORDS_TABLE),
        hold: holdBatchFor({ accessions, changes: accessionChanges(documents, tables), newEvent }),
      }),
      retell: retellItems({ pages, owed, fullText: workQueue(queueUrl(region, "full-text"), region), clock }),
      queue: workQueue(queueUrl(region, "catalogue"), region),
      newEvent,
      clock,
      temporaryFolder: folder,
      temporaryName: () => `catalogue-${randomUUID()}`,
      limits: { rowsAtOnce, sliceSeconds: 80, ...limits },
    });

  const settle = settleBatch({
    accessions,
    pages,
    changes: standingChanges(documents, tables),
    queue: workQueue(queueUrl(region, "accession"), region),
    newEvent,
    clock,
  });

  const schedules = scheduleStore(documents, tables);
  const scheduling = {
    region,
    archives,
    schedules,
    changes: scheduleChanges(documents, tables),
    newEvent,
    clock,
  };
  const test = testWith({
    accessions,
    batches,
    bags,
    pages,
    gathered: gatheredEvidence(documents, tables),
    catalogues,
    preservations,
    preservationChanges: preservationChanges(documents, tables),
    scanner: scanner === noScanner ? undefined : "scripted",
    profileOf: profileOf(profiles),
    keepReport: keepReportIn({
      evidence,
      signer: signerWith(kms, keys),
      pdfOf: reportPdf(reportFonts),
      pictureOf: reportPicture(textPens(reportFont(reportFonts))),
    }),
    changes: deciding.changes,
    queue: workQueue(queueUrl(region, "tests"), region),
    newEvent,
    clock,
    partsAtOnce: 1,
  });

  const exporting = {
    region,
    archives,
    archiveNames: { [ARCHIVE]: "云山市档案馆" },
    kinds: recordKinds,
    earlier,
    accessions,
    pages,
    catalogues,
    volumes: itemsOfVolumes(documents, RECORDS_TABLE),
    history,
    receipts,
    evidence,
    holdings,
    exports: exportStore(documents, tables),
    objects: exportObjectsIn(bucketName("exports", ACCOUNT, region), s3),
    newEvent,
    newName: () => `export-${randomUUID().slice(0, 8)}`,
    clock,
    temporaryFolder: folder,
  };
  const exportWith = ({ sliceSeconds = 600, partsPerMark = 16, partBytes }: ExportLimits) => {
    const plan = planBag(exporting);
    return writeExport({
      ...exporting,
      plan: async (job) => ({ ...(await plan(job)), ...(partBytes === undefined ? {} : { partBytes }) }),
      writeSlice: writeSlice({ ...exporting, partsPerMark }),
      queue: workQueue(queueUrl(region, "exports"), region),
      proof: ownProof,
      sliceSeconds,
    });
  };

  const destroying = {
    region,
    archives,
    lists: destructionStore(documents, tables),
    changes: destructionChanges(documents, tables),
    newEvent,
  };

  const freezes = freezeStore(documents, tables);
  const deciders = { schedules, pages, accessions, catalogues, freezes };

  const carryOut = (faulty: Partial<CarryOutSurroundings> = {}) =>
    carryOutWith({
      documents,
      tables,
      holdings: eraseObjects(bucket.holdings, s3),
      intake: eraseObjects(bucket.intake, s3),
      evidence,
      signer: signerWith(kms, keys),
      replication: workQueue(queueUrl(region, "replication"), region),
      queue: workQueue(queueUrl(region, "destructions"), region),
      newEvent,
      clock,
      lockDays: 0,
      ...faulty,
    });

  const find = (limits: WalkLimits = walkLimits) =>
    findUnreceived({
      bucket: bucket.intake,
      versions: intakeVersions(s3),
      batches,
      walk: intakeWalk(documents, RECORDS_TABLE),
      intake: workQueue(queueUrl(region, "intake"), region),
      clock,
      limits,
    })();

  /** Takes all messages off a queue of this region. */
  const take = (queue: QueueName): unknown[] => {
    const arn = queueArn(region, queue);
    const messages = services.sqs.receive(arn, 10);
    for (const { receiptHandle } of messages) services.sqs.remove(arn, receiptHandle);
    return messages.length === 0 ? [] : [...messages.map(({ body }): unknown => JSON.parse(body)), ...take(queue)];
  };

  return {
    region,
    folder,
    pages,
    holdings,
    engine,
    index,
    documents,
    accessions,
    decided: deciding.changes,
    /** Batches that are owed to be settled, as the queue has them. */
    takeBatches: () => take("accession"),
    test: (work: TestQuestion, received = 1) => test(testWork.parse(work), { received }),
    /** Batches that are owed their tests, as the queue has them. */
    takeTests: () => take("tests").map((message) => testWork.parse((message as { detail: unknown }).detail)),
    getReport: (of: { archiveId: string; batchId: string; stage?: CheckStage }, viewer: Viewer) =>
      getReport({ region, archives, accessions, preservations, evidence })({ stage: "transfer", ...of }, viewer),
    askPreservationTest: askPreservationTest({
      ...{ region, archives, batches, preservations, newEvent },
      changes: preservationChanges(documents, tables),
    }),
    listPreservationTests: listPreservationTests({ region, archives, preservations }),
    preservations,
    openBatch: openBatch(deciding),
    decideBatch: decideBatch(deciding),
    amendBatch: amendBatch(deciding),
    arrangeVendor: arrangeVendor(deciding),
    permitUploads: permitUploads({
      ...deciding,
      pages,
      batches,
      changes: permitChanges(documents, tables),
      addresses: uploadAddresses(bucket.intake, s3),
    }),
    holdBatch: holdBatchFor(deciding),
    declared,
    decideQuarantine: decideQuarantine(deciding),
    listQuarantine: listQuarantine({ ...deciding, quarantine: quarantineStore(documents, RECORDS_TABLE) }),
    issueReceipt: (work: BatchWork, received = 1) =>
      issueReceipt({
        accessions,
        pages,
        batches,
        receipts,
        evidence,
        signer: signerWith(kms, keys),
        newEvent,
        temporaryFolder: folder,
        temporaryName: () => `pages-${randomUUID()}`,
      })(work, { received }),
    getReceipt: getReceipt({ region, archives, receipts, evidence }),
    askExport: askExport(exporting),
    getExport: getExport(exporting),
    /** One delivery of an export's work. */
    writeExport: (work: ExportWork, limits: ExportLimits = {}) => exportWith(limits)(work),
    /** Exports that wait, as the queue has them. */
    takeExports: () => take("exports").map((message) => exportWork.parse((message as { detail: unknown }).detail)),
    evidence,
    takeHandOvers: () => take("hand-over"),
    settle: (work: BatchWork, received = 1) => settle(work, { received }),
    receive: (event: ObjectCreated, received = 1) => receive(event, { received }),
    findUnreceived: find,
    /** What stands on the intake queue, as `receive` reads it. */
    takeArrivals: () => take("intake").map((message) => objectCreated.parse(message)),
    read: (page: PageAddress, received = 1) => read(page, { received }),
    copy: (page: PageAddress, received = 1) => copy(page, { received }),
    takeManifests: () => take("proof").map((message) => copyManifest.parse(message)),
    prove: (manifest: Parameters<typeof prove>[0], received = 1) => prove(manifest, { received }),
    takeErasures: () => take("erasure").map((message) => copyManifest.parse(message)),
    erase: (manifest: Parameters<typeof erase>[0], received = 1) => erase(manifest, { received }),
    takeReceipts: () => take("receipts").map((message) => copyReceipt.parse(message)),
    record: (receipt: CopyReceipt) => record(receipt, { received: 1 }),
    recheck,
    startRecheck: startRecheck({ region, passes, clock }),
    getRecheck: getRecheck({ region, passes }),
    reconcile: remind,
    /** Pages the reconciler put on a queue, as the function behind it will read them. */
    takeReminders: (queue: "ocr" | "replication" | "full-text") =>
      take(queue).map((message) => pageWork.parse((message as { detail: unknown }).detail)),
    catalogues,
    /** One slice of an import's work. */
    importCatalogue: (work: CatalogueWork, limits: ImportLimits = {}, received = 1) =>
      importWith(limits)(work, { received }),
    /** Imports that wait, as the queue has them. */
    takeImports: () => take("catalogue").map((message) => catalogueWork.parse((message as { detail: unknown }).detail)),
    listImports: listImports({ catalogues }),
    bags,
    /** The bucket in which things arrive. */
    intake: { bucket: bucket.intake, s3 },
    /** One slice of a bag's work. */
    unpack: (work: BagWork, options: UnpackOptions = {}, received = 1) => unpackWith(options)(work, { received }),
    /** Bags that wait, as the queue has them. */
    takeBags: () => take("bags").map((message) => bagWork.parse((message as { detail: unknown }).detail)),
    listFaults: listFaults({ catalogues }),
    findPeople: findPeople({
      ...{ region, archives, catalogues, accessions, pages, declared, newEvent },
      keys: people,
      people: peopleStore(documents, RECORDS_TABLE),
      history: historyChanges(documents, HISTORY_TABLE),
    }),
    people,
    indexPage: indexPage({ region, pages, catalogues, owed, holdings, index, proof: ownProof, clock }),
    search: search({ index, holdings }),
    getItem: getItem({ region, archives, pages, catalogues, declared, schedules, accessions }),
    draftSchedule: draftSchedule(scheduling),
    decideSchedule: decideSchedule(scheduling),
    listSchedules: listSchedules(scheduling),
    draftDestruction: draftDestruction({ ...destroying, ...deciders }),
    decideDestruction: decideDestruction(destroying),
    getDestruction: getDestruction(destroying),
    carryOut: (work: DestructionWork, faulty: Partial<CarryOutSurroundings> = {}, received = 1) =>
      carryOut(faulty)(work, { received }),
    /** Lists that wait, as the queue has them. */
    takeDestructions: () =>
      take("destructions").map((message) => destructionWork.parse((message as { detail: unknown }).detail)),
    getCertificate: getCertificate({ region, archives, lists: destroying.lists, evidence }),
    tombstone: (archiveId: string, code: string) => destructionSteps(documents, tables).tombstone(archiveId, code),
    intakeVersionsOf: async (key: string): Promise<number> => (await intakeVersions(s3).of(bucket.intake, key)).length,
    listDue: listDue({ region, archives, due: dueItems(documents, RECORDS_TABLE), ...deciders }),
    freezeItems: freezeItems({ region, archives, freezes, changes: freezeChanges(documents, tables), newEvent }),
    listFrozen: listFrozen({ region, archives, freezes }),
    getBatch: getBatch({ batches, accessions, bags }),
    getItemHistory: getItemHistory({ region, archives, history, pages, earlier, evidence }),
    getBatchHistory: getBatchHistory({ region, archives, history }),
    getPageText: getPageText({ pages, holdings }),
    listMissing: listMissing({ pages, batches }),
    listKeys: listKeys({ region, archives, keys }),
    signer: signerWith(kms, keys),
    counts: (batchId: string, archiveId = ARCHIVE) => batches.counts(archiveId, batchId),

    /** Puts an object into the intake bucket. @returns the event S3 sent of it, as the function parses it. */
    async upload(key: string, bytes: Uint8Array, Metadata?: Record<string, string>): Promise<ObjectCreated> {
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket: bucket.intake, Key: key, Body: bytes, Metadata }),
      );
      const sent = await eventually(() =>
        services.objectEvents.find(({ detail }) => detail.object["version-id"] === VersionId),
      );
      return objectCreated.parse(sent);
    },

    /** Puts a mark of deletion over an object of the intake bucket, or takes a version of it away. */
    async remove(key: string, versionId?: string): Promise<void> {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket.intake, Key: key, VersionId: versionId }));
    },

    /** Every event of an archive, oldest first. */
    async history(archiveId = ARCHIVE): Promise<DomainEvent[]> {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: HISTORY_TABLE,
          KeyConditionExpression: "archiveId = :archive",
          ExpressionAttributeValues: { ":archive": archiveId },
        }),
      );
      return Items.map((event) => historyRecord.parse(event));
    },

    /** What lies in the holdings. */
    held: () => s3.send(new ListObjectsV2Command({ Bucket: bucket.holdings })),

    /** How many versions lie under a key of the holdings. */
    versionsOf: async (key: string): Promise<number> => (await intakeVersions(s3).of(bucket.holdings, key)).length,

    /** Turns the last bit of what lies under a key of the holdings. */
    rot: (key: string): void => {
      const [path] = services.s3.filesOf(bucket.holdings, key) ?? [];
      if (path === undefined) throw new Error(`nothing lies under ${key}`);
      const bytes = readFileSync(path);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      writeFileSync(path, bytes);
    },

    close: () => {
      s3.destroy();
      readingBack.destroy();
      farS3.destroy();
      farReadingBack.destroy();
      dynamodb.destroy();
      kms.destroy();
    },
  };
};
export type Cell = ReturnType<typeof openCell>;

/** Two regions, and a clock that goes on by a millisecond whenever it is looked at, and otherwise when a test moves it. */
export const openCells = async (
  options: {
    readonly script?: ReadonlyMap<number, Script>;
    readonly limits?: Partial<IntakeLimits>;
    readonly scanner?: MalwareScanner;
    readonly profiles?: CheckProfiles;
  } = {},
) => {
  let time = Date.UTC(2026, 10, 23, 8);
  const clock = () => new Date((time += 1));
  const folder = await temporaryDirectory();
  const cloud = await startCloud([HOME, REPLICA], () => time, {
    [HOME]: [ARCHIVE, NEIGHBOUR],
    [REPLICA]: [FAR_ARCHIVE],
  });
  // What a Lambda's environment gives the SDK clients that the product makes itself.
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "functions",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_SQS: cloud.url,
    AWS_MAX_ATTEMPTS: "1",
  });
  const common = {
    cloud,
    clock,
    folder: folder.path,
    script: options.script ?? new Map<number, Script>(),
    limits: { ...intakeLimits, ...options.limits },
    scanner: options.scanner ?? noScanner,
    profiles: options.profiles ?? {},
  };
  const home = openCell({ ...common, region: HOME });
  const replica = openCell({ ...common, region: REPLICA });

  /** Copies a page from home, proves it there and notes the receipts: what the queues carry when nothing goes wrong. */
  const replicate = async (page: PageAddress): Promise<void> => {
    await home.copy(page);
    for (const manifest of replica.takeManifests()) await replica.prove(manifest);
    for (const manifest of replica.takeErasures()) await replica.erase(manifest);
    for (const receipt of home.takeReceipts()) await home.record(receipt);
  };

  /** Carries the manifests that wait in both regions to their proof, and the receipts home. */
  const prove = async (): Promise<void> => {
    for (const cell of [home, replica]) for (const manifest of cell.takeManifests()) await cell.prove(manifest);
    for (const cell of [home, replica]) for (const receipt of cell.takeReceipts()) await cell.record(receipt);
  };

  return {
    cloud,
    home,
    replica,
    replicate,
    prove,
    pass: (seconds: number): void => void (time += seconds * 1000),
    close: async (): Promise<void> => {
      home.close();
      replica.close();
      await cloud.close();
      await folder.remove();
    },
  };
};
export type Cells = Awaited<ReturnType<typeof openCells>>;
