import { accessionChanges } from "../../shared/storage/accession-changes.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { copyStore } from "../../shared/storage/copy-store.ts";
import { declaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { eraseObjects } from "../../shared/storage/erase-objects.ts";
import { eventBus } from "../../shared/storage/event-bus.ts";
import { fileUses } from "../../shared/storage/file-uses.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { intakeChanges } from "../../shared/storage/intake-changes.ts";
import { intakeObjects } from "../../shared/storage/intake-objects.ts";
import { intakeVersions } from "../../shared/storage/intake-versions.ts";
import { intakeWalk } from "../../shared/storage/intake-walk.ts";
import { owedIndexing } from "../../shared/storage/owed-indexing.ts";
import { pageChanges } from "../../shared/storage/page-changes.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { receiptStore } from "../../shared/storage/receipt-store.ts";
import { recheckStore } from "../../shared/storage/recheck-store.ts";
import { searchIndex } from "../../shared/storage/search-index.ts";
import { standingChanges } from "../../shared/storage/standing-changes.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";

/** What functions are put together from; a planted bug takes the place of one of them. */
export const productParts = {
  accessionChanges,
  accessionStore,
  batchStore,
  copyStore,
  declaredClassifications,
  documentClient,
  eraseObjects,
  eventBus,
  fileUses,
  evidenceIn,
  holdingsIn,
  intakeChanges,
  intakeObjects,
  intakeVersions,
  intakeWalk,
  owedIndexing,
  pageChanges,
  pageStore,
  receiptStore,
  recheckStore,
  searchIndex,
  standingChanges,
  workQueue,
};
export type Parts = typeof productParts;
