import { rm } from "node:fs/promises";
import { join } from "node:path";
import { contentOf, isDue, type Receipt } from "../../shared/domain/hand-over-receipt.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import { backOffSeconds } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { Signer } from "../../shared/signing/signer.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import type { ReceiptStore } from "../../shared/storage/receipt-store.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { BatchWork } from "./batch-work.ts";
import { listPages, type ListPagesDeps } from "./list-pages.ts";

export type IssueReceiptDeps = ListPagesDeps & {
  readonly batches: BatchStore;
  readonly receipts: ReceiptStore;
  readonly evidence: Evidence;
  readonly signer: Signer;
  readonly newEvent: EventIds;
  /** The function's own disk. */
  readonly temporaryFolder: string;
  readonly temporaryName: () => string;
};

/**
 * Issues what receipts a batch is owed (接收回执): lists what was taken over, signs, keeps both under their digests, and notes
 * it. A run that was broken off leaves at most a list or receipt that nobody refers to. A batch that is held gets none until it
 * is released.
 */
export const issueReceipt =
  (deps: IssueReceiptDeps) =>
  async ({ archiveId, batchId }: BatchWork, { received }: Delivery): Promise<void> => {
    const { accessions, receipts } = deps;
    const owed = (await receipts.of(archiveId, batchId)).filter(({ issued }) => issued === undefined);
    const batch = await accessions.get(archiveId, batchId);
    if (owed.length === 0 || batch === undefined || batch.quarantine !== undefined) return;
    for (const receipt of owed.filter((one) => isDue(one, batch)))
      await issue(deps, batch, receipt, backOffSeconds(received, 300));
  };

const issue = async (deps: IssueReceiptDeps, batch: Accession, owed: Receipt, delaySeconds: number): Promise<void> => {
  const { evidence, batches, receipts, signer, newEvent, temporaryFolder, temporaryName } = deps;
  const { archiveId, batchId, decision } = owed;
  const path = join(temporaryFolder, temporaryName());
  try {
    const list = await listPages(deps, owed, path, delaySeconds);
    const { refused } = await batches.counts(archiveId, batchId);
    const content = contentOf(batch, decision, { list, refused });
    if (content === undefined) throw new Error(`the batch ${archiveId}/${batchId} was never ${decision}`);
    const said = newEvent();
    const jws = await signer.sign({ archiveId, type: "lantai-receipt+jws", issuedAt: said.time, content });
    await evidence.keepFile(archiveId, "receipt-list", { path, ...list }, list.mediaType);
    const sha256 = await evidence.keep(archiveId, "receipt", Buffer.from(jws), "application/jose");
    const event = { ...said, archiveId, actor: "service:accession", batchId, decision, sha256 };
    await receipts.issue(
      { ...owed, issued: { at: said.time, sha256, list } },
      { type: "receipt-issued", ...event, listSha256: list.sha256, pages: list.pages },
    );
  } catch (error) {
    // Another run of the same work was first: its receipt stands.
    if (!(error instanceof StateMoved)) throw error;
  } finally {
    await rm(path, { force: true });
  }
};
