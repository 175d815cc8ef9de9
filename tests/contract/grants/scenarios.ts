import {
  amendBatch,
  arrangeVendor,
  decideBatch,
  decideQuarantine,
  getReport,
  listQuarantine,
  openBatch,
  permitUploads,
  settleBatch,
  testBatch,
} from "./scenarios/accession.ts";
import { unpackBag } from "./scenarios/accession-unpack-bag.ts";
import { describeApi, getBatch, getItem, getPageText, listMissing } from "./scenarios/catalogue.ts";
import { findPeople, getTemplate, importCatalogue, listFaults, listImports } from "./scenarios/catalogue-import.ts";
import { askExport, getExport, writeBag } from "./scenarios/export.ts";
import { publishEvents } from "./scenarios/events-publish-events.ts";
import { indexPage } from "./scenarios/full-text-index-page.ts";
import { getBatchHistory, getItemHistory } from "./scenarios/history.ts";
import { search } from "./scenarios/full-text-search.ts";
import { findUnreceived } from "./scenarios/intake-find-unreceived.ts";
import { receiveObject } from "./scenarios/intake-receive-object.ts";
import { readPage } from "./scenarios/ocr-read-page.ts";
import { listParked, redriveParked } from "./scenarios/parking.ts";
import { copyPage } from "./scenarios/replication-copy-page.ts";
import { eraseCopy } from "./scenarios/replication-erase-copy.ts";
import { proveCopy } from "./scenarios/replication-prove-copy.ts";
import { getRecheck, startRecheck } from "./scenarios/replication-recheck-control.ts";
import {
  decideDestruction,
  decideSchedule,
  draftDestruction,
  draftSchedule,
  freezeItems,
  getCertificate,
  getDestruction,
  listDue,
  listFrozen,
  listSchedules,
} from "./scenarios/retention.ts";
import { carryOutDestruction } from "./scenarios/retention-carry-out.ts";
import { recheckCopies } from "./scenarios/replication-recheck-copies.ts";
import { reconcile } from "./scenarios/replication-reconcile.ts";
import { recordReceipt } from "./scenarios/replication-record-receipt.ts";
import { listKeys } from "./scenarios/signing.ts";
import { getReceipt, issueReceipt } from "./scenarios/receipts.ts";
import { askPreservationTest, listPreservationTests } from "./scenarios/preservation.ts";
import type { Scenario } from "./stage.ts";

/** One for each function of a cell. */
export const scenarios: readonly Scenario[] = [
  receiveObject,
  openBatch,
  decideBatch,
  listQuarantine,
  decideQuarantine,
  amendBatch,
  arrangeVendor,
  permitUploads,
  settleBatch,
  testBatch,
  getReport,
  askPreservationTest,
  listPreservationTests,
  findUnreceived,
  readPage,
  indexPage,
  search,
  copyPage,
  proveCopy,
  eraseCopy,
  recordReceipt,
  reconcile,
  recheckCopies,
  draftSchedule,
  decideSchedule,
  listSchedules,
  listDue,
  draftDestruction,
  decideDestruction,
  getDestruction,
  getCertificate,
  carryOutDestruction,
  freezeItems,
  listFrozen,
  getRecheck,
  startRecheck,
  publishEvents,
  listParked,
  redriveParked,
  getItem,
  getPageText,
  getBatch,
  getItemHistory,
  getBatchHistory,
  listMissing,
  importCatalogue,
  unpackBag,
  listImports,
  listFaults,
  findPeople,
  getTemplate,
  issueReceipt,
  getReceipt,
  askExport,
  getExport,
  writeBag,
  listKeys,
  describeApi,
];
