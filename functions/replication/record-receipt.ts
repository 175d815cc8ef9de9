import type { DomainEvent } from "../../events/domain-event.ts";
import type { Page, Replica } from "../../shared/domain/page.ts";
import { lookedAt, replicaState, type CopyReceipt } from "../../shared/domain/region-copy.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { PageChanges } from "../../shared/storage/page-changes.ts";
import { retryWhenMoved, StateMoved } from "../../shared/storage/transaction.ts";

export type RecordReceiptDeps = {
  readonly pages: PageStore;
  readonly changes: PageChanges;
  readonly newEvent: EventIds;
};

/** When the region looked; nothing is noted before it first did. Both moments are of that region's clock. */
const notedAt = ({ provenAt, failedAt, erasedAt }: Replica): string => provenAt ?? failedAt ?? erasedAt ?? "";

/**
 * Whether a receipt tells more than what is noted of its region: it speaks of these bytes, not of an older state, and of a
 * later look at the same state, so that a repeated proof cannot hide that the copy was found wrong since.
 */
const tellsMore = (page: Page, noted: Replica, receipt: CopyReceipt): boolean =>
  receipt.version === page.version &&
  (receipt.revision > noted.revision ||
    (receipt.revision === noted.revision &&
      receipt.outcome.state !== "set-aside" &&
      lookedAt(receipt.outcome) > notedAt(noted)));

/** What is noted of a region: of the home region itself nothing, until it first read its own bytes again. */
const notedOf = (page: Page, region: string): Replica | undefined =>
  region === page.homeRegion
    ? (page.original ?? { region, state: "pending", revision: 0 })
    : page.replicas.find((copy) => copy.region === region);

const withNote = (page: Page, now: Replica): Page => ({
  ...page,
  writes: page.writes + 1,
  ...(now.region === page.homeRegion
    ? { original: now }
    : { replicas: page.replicas.map((copy) => (copy.region === now.region ? now : copy)) }),
});

/**
 * Notes on the page what a region found. Receipts that come twice, late or out of order change nothing.
 * @throws TryAgain when the page is being changed by others.
 */
export const recordReceipt =
  ({ pages, changes, newEvent }: RecordReceiptDeps) =>
  async (receipt: CopyReceipt, { received }: Delivery): Promise<void> => {
    const attempt = async (): Promise<void> => {
      const before = await pages.get(receipt);
      if (before === undefined) return;
      const noted = notedOf(before, receipt.region);
      if (noted === undefined || !tellsMore(before, noted, receipt)) return;
      const { region, revision, outcome } = receipt;
      const now: Replica = { region, revision, ...replicaState(outcome) };
      const { archiveId, archivalCode, page, version } = before;
      const about = {
        ...newEvent(),
        archiveId,
        actor: "service:replication",
        archivalCode,
        page,
        version,
        revision,
        region,
      };
      await changes.commit({ before, after: withNote(before, now) }, eventOf(outcome, about));
    };
    try {
      await retryWhenMoved(5, attempt);
    } catch (error) {
      if (error instanceof StateMoved) throw new TryAgain("the page is being changed", backOffSeconds(received, 20));
      throw error;
    }
  };

type About = Omit<Extract<DomainEvent, { type: "copy-set-aside" }>, "type">;

const eventOf = (outcome: CopyReceipt["outcome"], about: About): DomainEvent => {
  switch (outcome.state) {
    case "proven":
      return { type: "copy-proven", ...about, sha256: outcome.sha256, ocrSha256: outcome.ocrSha256 };
    case "failed":
      return { type: "copy-failed", ...about, code: outcome.code };
    case "set-aside":
      return { type: "copy-set-aside", ...about };
    case "erased":
      return { type: "copy-erased", ...about };
  }
};
