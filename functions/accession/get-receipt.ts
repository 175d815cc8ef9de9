import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { receiptAnswer } from "../../shared/contract/evidence-routes.ts";
import type { Receipt } from "../../shared/domain/hand-over-receipt.ts";
import { mayReadHistory, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import type { ReceiptStore } from "../../shared/storage/receipt-store.ts";

export type GetReceiptDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly receipts: ReceiptStore;
  readonly evidence: Evidence;
};

const none = (): CallerError =>
  new CallerError("not-found", {
    zh: "没有该批次的移交清册或接收回执。批次关闭并检测后出具清册，审定接收后出具回执；请核对档案馆代码和批次号。",
    en: "No hand-over list or receipt of such a batch. The list is issued once a batch was closed and tested, the receipt once it is accepted; check the archive code and the batch id.",
  });

/** The receipts of a batch, each with an address at which its list can be fetched. */
export const getReceipt =
  ({ region, archives, receipts, evidence }: GetReceiptDeps) =>
  async (
    { archiveId, batchId }: { readonly archiveId: string; readonly batchId: string },
    viewer: Viewer,
  ): Promise<z.input<typeof receiptAnswer>> => {
    if (!mayReadHistory(viewer, archiveId)) throw none();
    homeOnly(archives, archiveId, region);
    const found = await receipts.of(archiveId, batchId);
    if (found.length === 0) throw none();
    return { archiveId, batchId, receipts: await Promise.all(found.map((receipt) => shown(evidence, receipt))) };
  };

const shown = async (
  evidence: Evidence,
  { archiveId, decision, owedSince, issued }: Receipt,
): Promise<z.input<typeof receiptAnswer>["receipts"][number]> => {
  if (issued === undefined) return { decision, owedSince };
  const { at, sha256, list } = issued;
  const [jws, address] = await Promise.all([
    evidence.text(archiveId, "receipt", sha256),
    evidence.address(archiveId, "receipt-list", list.sha256),
  ]);
  return { decision, owedSince, issued: { at, sha256, jws, list: { ...list, address } } };
};
