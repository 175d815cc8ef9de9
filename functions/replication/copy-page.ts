import { originalKey, ocrResultKey } from "../../shared/domain/holdings-key.ts";
import { holds, type Page, type Replica } from "../../shared/domain/page.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import type { CopyManifest } from "../../shared/domain/region-copy.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { Delivery } from "../../shared/runtime/queue-handler.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

/** A replica region as seen from home: where copies go, and who proves them there. */
export type ReplicaRegion = { readonly holdings: Holdings; readonly proof: WorkQueue<CopyManifest> };

export type CopyPageDeps = {
  readonly region: string;
  readonly pages: PageStore;
  readonly holdings: Holdings;
  readonly replicaRegions: ReadonlyMap<string, ReplicaRegion>;
  readonly clock: Clock;
};

type Piece = { readonly key: string; readonly sha256: string; readonly mediaType: string };

const piecesOf = (page: Page): Piece[] => [
  { key: originalKey(page.archiveId, page.file.sha256), sha256: page.file.sha256, mediaType: page.file.mediaType },
  ...(page.reading.state === "read"
    ? [
        {
          key: ocrResultKey(page.archiveId, page.reading.sha256),
          sha256: page.reading.sha256,
          mediaType: "application/json",
        },
      ]
    : []),
];

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

/**
 * Brings a page's bytes, description and OCR result to every replica region that does not hold them yet, and asks for the
 * proof there. Sends what is there now, not what the event spoke of: late and repeated events do no harm. The regions are
 * served side by side, so that one that is away holds up no other.
 * @throws TryAgain when a region cannot be reached, naming all such; its cause is an AggregateError.
 */
export const copyPage =
  ({ region, pages, holdings, replicaRegions, clock }: CopyPageDeps) =>
  async (work: PageWork, { received }: Delivery): Promise<void> => {
    const page = await pages.get(work);
    if (page === undefined || page.homeRegion !== region) return;
    const item = await pages.item(page.archiveId, page.archivalCode);
    if (item === undefined) return;

    const copyTo = async (copy: Replica): Promise<void> => {
      const replica = replicaRegions.get(copy.region);
      if (replica === undefined) throw new Error("no way there is known");
      for (const { key, sha256, mediaType } of piecesOf(page)) {
        const wrongThere = copy.state === "failed";
        if (!wrongThere && (await replica.holdings.has(key))) continue;
        const bytes = await holdings.read(key);
        if (bytes === undefined) throw new Error(`the home holdings lack ${key}`);
        await replica.holdings.receive(key, bytes, sha256, mediaType, wrongThere);
      }
      await replica.proof.send({ from: region, to: copy.region, page, item, sentAt: clock().toISOString() });
    };

    const lacking = page.replicas.filter((copy) => !holds(copy, page) || copy.revision < page.revision);
    const tries = lacking.map((copy) =>
      copyTo(copy).then(
        () => [],
        (reason: unknown) => [{ to: copy.region, reason }],
      ),
    );
    const failures = (await Promise.all(tries)).flat();
    if (failures.length === 0) return;
    const named = failures.map(({ to, reason }) => `${to} (${messageOf(reason)})`).join(", ");
    const cause = new AggregateError(failures.map(({ reason }) => reason));
    throw new TryAgain(`copies did not succeed to ${named}`, backOffSeconds(received), { cause });
  };
