import { originalKey, ocrResultKey } from "../../shared/domain/holdings-key.ts";
import { holds, isToBeErased, type Page, type Replica } from "../../shared/domain/page.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import type { CopyManifest } from "../../shared/domain/region-copy.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

/** A region as a place for copies: where they go, and who proves them there. */
export type CopyPlace = {
  readonly holdings: Holdings;
  readonly proof: WorkQueue<CopyManifest>;
  /** Of other regions: who takes back what went ahead of a page that is quarantined. */
  readonly erasure?: WorkQueue<CopyManifest>;
};

export type CopyPageDeps = {
  readonly region: string;
  readonly pages: PageStore;
  /** This region among them: what rotted here is copied back. */
  readonly places: ReadonlyMap<string, CopyPlace>;
  readonly clock: Clock;
};

type Piece = {
  readonly part: "bytes" | "text";
  readonly key: string;
  readonly sha256: string;
  readonly mediaType: string;
};

/** What a copy consists of. */
const piecesOf = ({ archiveId, file, reading }: Page): Piece[] => {
  const { sha256, mediaType } = file;
  const bytes: Piece = { part: "bytes", key: originalKey(archiveId, sha256), sha256, mediaType };
  if (reading.state !== "read") return [bytes];
  const { sha256: ocrSha256 } = reading;
  const key = ocrResultKey(archiveId, ocrSha256);
  return [bytes, { part: "text", key, sha256: ocrSha256, mediaType: "application/json" }];
};

/** Regions that lack what the page says now; home itself when its bytes were found rotten, unless nothing of it may be copied. */
const lacking = (page: Page): Replica[] => [
  ...(!isToBeErased(page) && page.original?.state === "failed" ? [page.original] : []),
  ...page.replicas.filter((copy) => !holds(copy, page) || copy.revision < page.revision),
];

/** Where a piece may be taken from: home, and for home those regions that have proven theirs. */
const sourcesFor = (copy: Replica, page: Page): string[] =>
  copy.region === page.homeRegion
    ? page.replicas.filter((other) => holds(other, page)).map(({ region }) => region)
    : [page.homeRegion];

/** Whether a piece was found wrong where it lies, and has not been replaced since: the pages of one file share it. */
const standsWrong = (copy: Replica, { part }: Piece, keptSince: string): boolean =>
  copy.state === "failed" && copy.code?.startsWith(part) === true && keptSince <= (copy.failedAt ?? "");

/**
 * Brings a piece of a page to where `copy` lies, from the first source that has it whole: rotten bytes are refused where they
 * arrive.
 * @throws Error saying of each source what was wrong with it.
 */
const bring = async (
  places: CopyPageDeps["places"],
  page: Page,
  { key, sha256, mediaType }: Piece,
  { copy, to, replaces }: { readonly copy: Replica; readonly to: Holdings; readonly replaces: boolean },
): Promise<void> => {
  const reasons: unknown[] = [];
  for (const source of sourcesFor(copy, page))
    try {
      const bytes = await places.get(source)?.holdings.readToCopy(key);
      if (bytes === undefined) throw new Error(`${source} lacks ${key}`);
      try {
        return await to.receive(key, bytes, sha256, mediaType, replaces);
      } finally {
        bytes.body.destroy();
      }
    } catch (reason) {
      reasons.push(reason);
    }
  throw new Error(reasons.map(messageOf).join("; ") || "no region holds a proven copy", { cause: reasons });
};

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

/** What came under a page before it was to be erased; of a quarantined one in the same batch: it may have gone ahead too. */
const earlierOf = async (pages: PageStore, page: Page): Promise<CopyManifest["earlier"]> =>
  (await pages.earlier(page))
    .filter(({ batchId }) => page.state === "destroyed" || batchId === page.batchId)
    .map(({ file: { sha256 }, reading }) => ({
      sha256,
      ...(reading.state === "read" ? { ocrSha256: reading.sha256 } : {}),
    }));

/**
 * Brings a page's bytes, description and OCR result to every region that does not hold them, and asks for the proof there:
 * from home to the replica regions, and from a proven replica back home when the bytes there were found rotten. What is found
 * good stays; a copy that was found wrong is replaced by a new version, which S3 takes only with the right digest. Sends what
 * is there now, not what the event spoke of: late and repeated events do no harm. The regions are served side by side, so
 * that one that is away holds up no other. Of a quarantined or destroyed page nothing is sent; they are asked to erase what
 * they have.
 * @throws TryAgain when a region cannot be served, naming all such; its cause is an AggregateError.
 */
export const copyPage =
  ({ region, pages, places, clock }: CopyPageDeps) =>
  async (work: PageWork, { received }: Delivery): Promise<void> => {
    const page = await pages.get(work);
    if (page === undefined || page.homeRegion !== region) return;
    const item = await pages.item(page.archiveId, page.archivalCode);
    if (item === undefined) return;

    const copyTo = async (copy: Replica): Promise<void> => {
      const place = places.get(copy.region);
      if (place === undefined) throw new Error("no way there is known");
      const about = { from: region, to: copy.region, page, item, sentAt: clock().toISOString() };
      if (isToBeErased(page)) {
        if (place.erasure === undefined) throw new Error("nobody there is known to erase it");
        await place.erasure.send({ ...about, earlier: await earlierOf(pages, page) });
        return;
      }
      for (const piece of piecesOf(page)) {
        const keptSince = await place.holdings.keptSince(piece.key);
        const replaces = keptSince !== undefined && standsWrong(copy, piece, keptSince);
        if (keptSince === undefined || replaces)
          await bring(places, page, piece, { copy, to: place.holdings, replaces });
      }
      await place.proof.send({ ...about, sentAt: clock().toISOString() });
    };

    const tries = lacking(page).map((copy) =>
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
