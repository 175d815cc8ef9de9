import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { OcrResult } from "../../shared/domain/ocr-result.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import { personConfidence, type Page } from "../../shared/domain/page.ts";
import { DocumentError } from "../../shared/imaging/document-error.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/queue-handler.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import type { PageChanges } from "../../shared/storage/page-changes.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
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
  readonly changes: PageChanges;
  readonly newEvent: EventIds;
  readonly clock: Clock;
};

/** A page that keeps killing its function is given up at this delivery, so that it does not hold up the others. */
const givesUpAt = 4;

/**
 * Reads one page and keeps the result beside it. A page that cannot be decoded is noted as unread with the reason; its bytes
 * are kept and copied all the same.
 * @throws TryAgain when the page was changed meanwhile.
 */
export const readPage =
  (deps: ReadPageDeps) =>
  async (work: PageWork, { received }: Delivery): Promise<void> => {
    const page = await deps.pages.get(work);
    if (page?.homeRegion !== deps.region || page.state !== "kept" || page.reading.state !== "pending") return;
    try {
      if (received >= givesUpAt) return await giveUp(deps, page, "gave-up");
      await keepReading(deps, page, await recognise(deps, page));
    } catch (error) {
      if (error instanceof DocumentError) return await giveUp(deps, page, error.code);
      if (error instanceof StateMoved) throw new TryAgain("the page was changed while it was read", 2);
      throw error;
    }
  };

const recognise = async ({ archives, available, engine, documents }: ReadPageDeps, page: Page): Promise<OcrResult> => {
  const languages = archives[page.archiveId]?.languages ?? ["zh"];
  const reader = await engine(chooseEngine(available, languages));
  const document = await documents.open(page);
  return reader.recognise(await document.page(page.file.pageInFile));
};

const keepReading = async (
  { holdings, changes, newEvent, clock }: ReadPageDeps,
  before: Page,
  result: OcrResult,
): Promise<void> => {
  const sha256 = await holdings.keepOcrResult(before.archiveId, result);
  const { confidence, engine } = result;
  const needsPerson = confidence < personConfidence;
  const after: Page = {
    ...before,
    revision: before.revision + 1,
    writes: before.writes + 1,
    reading: {
      state: "read",
      sha256,
      confidence,
      needsPerson,
      engine: `${engine.name}/${engine.version}`,
      readAt: clock().toISOString(),
    },
  };
  await changes.commit(
    { before, after },
    { type: "page-read", ...about(after, newEvent), ocrSha256: sha256, confidence, needsPerson },
  );
};

const giveUp = async ({ changes, newEvent, clock }: ReadPageDeps, before: Page, code: string): Promise<void> => {
  const after: Page = {
    ...before,
    revision: before.revision + 1,
    writes: before.writes + 1,
    reading: { state: "failed", code, failedAt: clock().toISOString() },
  };
  await changes.commit({ before, after }, { type: "page-unread", ...about(after, newEvent), code });
};

const about = ({ archiveId, archivalCode, page, version, revision }: Page, newEvent: EventIds) => ({
  ...newEvent(),
  archiveId,
  actor: "service:ocr",
  archivalCode,
  page,
  version,
  revision,
});
