import * as z from "zod";
import { bagReceived, bagReceivedSamples } from "./bag-received.ts";
import { bagUnpacked, bagUnpackedSamples } from "./bag-unpacked.ts";
import { batchOpened, batchOpenedSamples } from "./batch-opened.ts";
import { batchClosed, batchClosedSamples } from "./batch-closed.ts";
import { batchAccepted, batchAcceptedSamples } from "./batch-accepted.ts";
import { batchReturned, batchReturnedSamples } from "./batch-returned.ts";
import { batchAmended, batchAmendedSamples } from "./batch-amended.ts";
import { batchConverted, batchConvertedSamples } from "./batch-converted.ts";
import { batchQuarantined, batchQuarantinedSamples } from "./batch-quarantined.ts";
import { batchTested, batchTestedSamples } from "./batch-tested.ts";
import { preservationAsked, preservationAskedSamples } from "./preservation-asked.ts";
import { preservationTested, preservationTestedSamples } from "./preservation-tested.ts";
import { batchReleased, batchReleasedSamples } from "./batch-released.ts";
import { pageQuarantined, pageQuarantinedSamples } from "./page-quarantined.ts";
import { pageRestored, pageRestoredSamples } from "./page-restored.ts";
import { pageTermsChanged, pageTermsChangedSamples } from "./page-terms-changed.ts";
import { copyErased, copyErasedSamples } from "./copy-erased.ts";
import { catalogueFailed, catalogueFailedSamples } from "./catalogue-failed.ts";
import { catalogueImported, catalogueImportedSamples } from "./catalogue-imported.ts";
import { catalogueReceived, catalogueReceivedSamples } from "./catalogue-received.ts";
import { copyFailed, copyFailedSamples } from "./copy-failed.ts";
import { copyProven, copyProvenSamples } from "./copy-proven.ts";
import { copySetAside, copySetAsideSamples } from "./copy-set-aside.ts";
import { copyRecorded, copyRecordedSamples } from "./copy-recorded.ts";
import { duplicateReceived, duplicateReceivedSamples } from "./duplicate-received.ts";
import type { Samples } from "./event.ts";
import { exportAsked, exportAskedSamples } from "./export-asked.ts";
import { exported, exportedSamples } from "./exported.ts";
import { exportFailed, exportFailedSamples } from "./export-failed.ts";
import { historyReceived, historyReceivedSamples } from "./history-received.ts";
import { objectRefused, objectRefusedSamples } from "./object-refused.ts";
import { objectSuperseded, objectSupersededSamples } from "./object-superseded.ts";
import { pageAccepted, pageAcceptedSamples } from "./page-accepted.ts";
import { pageRead, pageReadSamples } from "./page-read.ts";
import { pageUnread, pageUnreadSamples } from "./page-unread.ts";
import { peopleSearched, peopleSearchedSamples } from "./people-searched.ts";
import { receiptIssued, receiptIssuedSamples } from "./receipt-issued.ts";
import { pageWithdrawn, pageWithdrawnSamples } from "./page-withdrawn.ts";
import { vendorNamed, vendorNamedSamples } from "./vendor-named.ts";
import { vendorDeclared, vendorDeclaredSamples } from "./vendor-declared.ts";
import { vendorAssigned, vendorAssignedSamples } from "./vendor-assigned.ts";
import { vendorPermitted, vendorPermittedSamples } from "./vendor-permitted.ts";
import { vendorRefused, vendorRefusedSamples } from "./vendor-refused.ts";
import { scheduleApproved, scheduleApprovedSamples } from "./schedule-approved.ts";
import { scheduleDrafted, scheduleDraftedSamples } from "./schedule-drafted.ts";
import { scheduleWithdrawn, scheduleWithdrawnSamples } from "./schedule-withdrawn.ts";
import { destructionDrafted, destructionDraftedSamples } from "./destruction-drafted.ts";
import { destructionReviewed, destructionReviewedSamples } from "./destruction-reviewed.ts";
import { destructionApproved, destructionApprovedSamples } from "./destruction-approved.ts";
import { destructionWithdrawn, destructionWithdrawnSamples } from "./destruction-withdrawn.ts";
import { itemFrozen, itemFrozenSamples } from "./item-frozen.ts";
import { itemReleased, itemReleasedSamples } from "./item-released.ts";
import { pageDestroyed, pageDestroyedSamples } from "./page-destroyed.ts";
import { itemDestroyed, itemDestroyedSamples } from "./item-destroyed.ts";
import { itemSpared, itemSparedSamples } from "./item-spared.ts";
import { itemErased, itemErasedSamples } from "./item-erased.ts";
import { destructionOrdered, destructionOrderedSamples } from "./destruction-ordered.ts";
import { destructionCarriedOut, destructionCarriedOutSamples } from "./destruction-carried-out.ts";

/** Everything that can have happened. */
export const domainEvent = z.discriminatedUnion("type", [
  pageAccepted,
  pageRead,
  pageUnread,
  pageWithdrawn,
  objectRefused,
  duplicateReceived,
  objectSuperseded,
  copyProven,
  copyFailed,
  copyRecorded,
  copySetAside,
  copyErased,
  batchOpened,
  batchClosed,
  batchTested,
  preservationAsked,
  preservationTested,
  batchAccepted,
  batchReturned,
  batchConverted,
  batchAmended,
  batchQuarantined,
  batchReleased,
  receiptIssued,
  pageQuarantined,
  pageRestored,
  pageTermsChanged,
  vendorNamed,
  vendorDeclared,
  vendorAssigned,
  vendorPermitted,
  vendorRefused,
  scheduleDrafted,
  scheduleApproved,
  scheduleWithdrawn,
  destructionDrafted,
  destructionReviewed,
  destructionApproved,
  destructionWithdrawn,
  itemFrozen,
  itemReleased,
  destructionCarriedOut,
  destructionOrdered,
  itemErased,
  itemSpared,
  itemDestroyed,
  pageDestroyed,
  catalogueReceived,
  catalogueImported,
  peopleSearched,
  catalogueFailed,
  exportAsked,
  exported,
  exportFailed,
  bagReceived,
  bagUnpacked,
  historyReceived,
]);
export type DomainEvent = z.infer<typeof domainEvent>;
export type EventType = DomainEvent["type"];

export const samples: Readonly<Record<EventType, Samples>> = {
  "page-accepted": pageAcceptedSamples,
  "page-read": pageReadSamples,
  "page-unread": pageUnreadSamples,
  "page-withdrawn": pageWithdrawnSamples,
  "object-refused": objectRefusedSamples,
  "duplicate-received": duplicateReceivedSamples,
  "object-superseded": objectSupersededSamples,
  "copy-proven": copyProvenSamples,
  "copy-failed": copyFailedSamples,
  "copy-recorded": copyRecordedSamples,
  "copy-set-aside": copySetAsideSamples,
  "copy-erased": copyErasedSamples,
  "batch-opened": batchOpenedSamples,
  "batch-closed": batchClosedSamples,
  "batch-tested": batchTestedSamples,
  "preservation-asked": preservationAskedSamples,
  "preservation-tested": preservationTestedSamples,
  "batch-accepted": batchAcceptedSamples,
  "batch-returned": batchReturnedSamples,
  "batch-converted": batchConvertedSamples,
  "batch-amended": batchAmendedSamples,
  "batch-quarantined": batchQuarantinedSamples,
  "batch-released": batchReleasedSamples,
  "receipt-issued": receiptIssuedSamples,
  "page-quarantined": pageQuarantinedSamples,
  "page-restored": pageRestoredSamples,
  "page-terms-changed": pageTermsChangedSamples,
  "vendor-named": vendorNamedSamples,
  "vendor-declared": vendorDeclaredSamples,
  "vendor-assigned": vendorAssignedSamples,
  "vendor-permitted": vendorPermittedSamples,
  "vendor-refused": vendorRefusedSamples,
  "schedule-drafted": scheduleDraftedSamples,
  "schedule-approved": scheduleApprovedSamples,
  "schedule-withdrawn": scheduleWithdrawnSamples,
  "destruction-drafted": destructionDraftedSamples,
  "destruction-reviewed": destructionReviewedSamples,
  "destruction-approved": destructionApprovedSamples,
  "destruction-withdrawn": destructionWithdrawnSamples,
  "item-frozen": itemFrozenSamples,
  "item-released": itemReleasedSamples,
  "destruction-carried-out": destructionCarriedOutSamples,
  "destruction-ordered": destructionOrderedSamples,
  "item-erased": itemErasedSamples,
  "item-spared": itemSparedSamples,
  "item-destroyed": itemDestroyedSamples,
  "page-destroyed": pageDestroyedSamples,
  "catalogue-received": catalogueReceivedSamples,
  "catalogue-imported": catalogueImportedSamples,
  "people-searched": peopleSearchedSamples,
  "catalogue-failed": catalogueFailedSamples,
  "export-asked": exportAskedSamples,
  exported: exportedSamples,
  "export-failed": exportFailedSamples,
  "bag-received": bagReceivedSamples,
  "bag-unpacked": bagUnpackedSamples,
  "history-received": historyReceivedSamples,
};
