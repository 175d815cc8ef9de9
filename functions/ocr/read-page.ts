import type { DomainEvent } from "../../events/domain-event.ts";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import type { Page } from "../../shared/domain/page.ts";
import { DocumentError } from "../../shared/imaging/document-error.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import { notErasedSince, type FileErasure, type FileErasures } from "../../shared/storage/file-erasures.ts";
import { ocrResultDigest, type Holdings } from "../../shared/storage/holdings.ts";
import type { PageChanges } from "../../shared/storage/page-changes.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { retryWhenMoved, StateMoved } from "../../shared/storage/transaction.ts";
import { describeScan } from "./describe-scan.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import { barring, type DeclaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { declaredMark } from "../../shared/storage/hold-declared.ts";
import type { HoldBatch } from "../../shared/storage/hold-batch.ts";
import { isCleared, isReleasedSince, type Accession } from "../../shared/domain/accession.ts";
import type { OcrResult } from "../../shared/domain/ocr-result.ts";
import { secrecyMarkOf } from "../../shared/domain/secrecy-mark.ts";
import { needsPerson } from "./needs-person.ts";
import { chooseEngine, type EngineName } from "./choose-engine.ts";
import type { OcrEngine } from "./ocr-engine.ts";
import type { PageDocuments } from "./page-documents.ts";

export type ReadPageDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly available: readonly EngineName[];
  readonly engine: (name: EngineName) => Promise<OcrEngine>;
  readonly documents: PageDocuments;
  readonly pages: PageStore;
  readonly holdings: Holdings;
  /** The table in which that a text is being erased is noted. */
  readonly records: string;
  readonly erasures: Pick<FileErasures, "of">;
  readonly changes: PageChanges;
  readonly accessions: AccessionStore;
  readonly declared: Pick<DeclaredClassifications, "of">;
  readonly hold: HoldBatch;
  readonly newEvent: EventIds;
  readonly clock: Clock;
};

/** A page that keeps killing its function is given up at this delivery, so that it does not hold up the others. */
const givesUpAt = 4;

/**
 * Reads one page and keeps the result beside it. A page that cannot be decoded is noted as unread with the reason; its bytes
 * are kept and copied all the same. A page that bears a secrecy mark has its whole batch held, and stays unread: nothing of
 * what it says is kept. Nor is any page of a batch that is held; released, it is read as if it had just come.
 * @throws TryAgain when the page was changed meanwhile.
 */
export const readPage =
  (deps: ReadPageDeps) =>
  async (work: PageWork, { received }: Delivery): Promise<void> => {
    const page = await waitingPage(deps, work);
    if (page === undefined) return;
    const batch = await deps.accessions.get(page.archiveId, page.batchId);
    if (batch?.quarantine !== undefined || (await heldAsDeclared(deps, page, batch))) return;
    try {
      const found = received >= givesUpAt ? { reading: failed(deps, "gave-up") } : await readingOf(deps, page, batch);
      if (found === "held") return;
      await retryWhenMoved(5, async () => {
        // A receipt may have been noted while the page was read; other bytes under the same page make the reading void.
        const before = await waitingPage(deps, work);
        if (before?.version === page.version) await note(deps, before, found);
      });
    } catch (error) {
      if (error instanceof StateMoved) throw new TryAgain("the page was changed while it was read", 2);
      throw error;
    }
  };

const waitingPage = async ({ region, pages }: ReadPageDeps, work: PageWork): Promise<Page | undefined> => {
  const page = await pages.get(work);
  const waits = page?.homeRegion === region && page.state === "kept" && page.reading.state === "pending";
  return waits ? page : undefined;
};

type Outcome = Exclude<Page["reading"], { state: "pending" }>;

/** A reading, and what was known of the erasing of its text before the text was kept: another page may have had the same. */
type Found = { readonly reading: Outcome; readonly seen?: FileErasure };

const failed = ({ clock }: ReadPageDeps, code: string): Outcome => ({
  state: "failed",
  code,
  failedAt: clock().toISOString(),
});

/** Holds the page's batch if the page bears a mark that nobody has cleared yet. @returns whether it does. */
const heldFor = async (
  { hold }: ReadPageDeps,
  { archiveId, batchId, archivalCode, page, version }: Page,
  batch: Accession | undefined,
  result: OcrResult,
): Promise<boolean> => {
  const mark = isCleared(batch, { archivalCode, page, version }) ? undefined : secrecyMarkOf(result);
  if (mark === undefined) return false;
  await hold({ archiveId, batchId, by: "service:ocr", archivalCode, page, version, mark: mark.text });
  return true;
};

/**
 * Holds the page's batch if a 密级 was declared of its item or volume in the very instant in which it was placed: the index by which
 * a volume's items are found follows a little later. @returns whether one stands that nobody has released since.
 */
const heldAsDeclared = async (
  { declared, hold }: ReadPageDeps,
  { archiveId, batchId, archivalCode }: Page,
  batch: Accession | undefined,
): Promise<boolean> => {
  const declaration = barring(await declared.of(archiveId, archivalCode));
  if (declaration === undefined) return false;
  const mark = declaredMark(declaration, { batchId, archivalCode });
  if (isReleasedSince(batch, mark)) return false;
  await hold(mark);
  return true;
};

/**
 * Reads the page and keeps the result in the holdings; a page that cannot be decoded has failed for good. The batch of a
 * marked page is held before anything is kept: what ends in between finds the mark again.
 */
const readingOf = async (deps: ReadPageDeps, page: Page, batch: Accession | undefined): Promise<Found | "held"> => {
  try {
    const { archiveId, file } = page;
    const languages = deps.archives[archiveId]?.languages ?? ["zh"];
    const reader = await deps.engine(chooseEngine(deps.available, languages));
    const { result, scan } = await deps.documents.use(page, async (document) => {
      const raster = await document.page(file.pageInFile);
      const read = await reader.recognise(raster);
      return { result: read, scan: await describeScan(raster, await document.traits(file.pageInFile), read) };
    });
    if ((await heldFor(deps, page, batch, result)) || (await heldAsDeclared(deps, page, batch))) return "held";
    const { confidence, engine } = result;
    const seen = await deps.erasures.of(archiveId, ocrResultDigest(result));
    if (seen.erasing) throw new TryAgain("the same text is being erased for another item", 30);
    const reading: Outcome = {
      state: "read",
      sha256: await deps.holdings.keepOcrResult(archiveId, result),
      confidence,
      needsPerson: needsPerson(result),
      engine: `${engine.name}/${engine.version}`,
      readAt: deps.clock().toISOString(),
      scan,
    };
    return { reading, seen };
  } catch (error) {
    if (error instanceof DocumentError) return { reading: failed(deps, error.code) };
    throw error;
  }
};

const note = async (
  { changes, newEvent, records }: ReadPageDeps,
  before: Page,
  { reading, seen }: Found,
): Promise<void> => {
  const { archiveId, archivalCode, page, version } = before;
  const revision = before.revision + 1;
  const after: Page = { ...before, revision, writes: before.writes + 1, reading };
  const about = { ...newEvent(), archiveId, actor: "service:ocr", archivalCode, page, version, revision };
  const event: DomainEvent =
    reading.state === "failed"
      ? { type: "page-unread", ...about, code: reading.code }
      : {
          type: "page-read",
          ...about,
          ocrSha256: reading.sha256,
          confidence: reading.confidence,
          needsPerson: reading.needsPerson,
        };
  const checks =
    reading.state === "read" && seen !== undefined ? [notErasedSince(records, archiveId, reading.sha256, seen)] : [];
  await changes.commit({ before, after }, event, checks);
};
