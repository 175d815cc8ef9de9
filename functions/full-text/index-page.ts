import { indexedText } from "../../shared/domain/indexed-text.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import type { Page } from "../../shared/domain/page.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import type { OwedIndexing } from "../../shared/storage/owed-indexing.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { SearchIndex } from "../../shared/storage/search-index.ts";
import { analyzeText } from "./analyzer/analyze-text.ts";

export type IndexPageDeps = {
  readonly pages: PageStore;
  readonly owed: OwedIndexing;
  readonly holdings: Holdings;
  readonly index: SearchIndex;
};

/**
 * Makes this region's index say of a page what this region's record says: its words when it was read, nothing when it was
 * withdrawn or could not be read. Ordered by the page's revision, so that late and repeated messages do no harm. Only then
 * is the page no longer owed to the index.
 */
export const indexPage =
  (deps: IndexPageDeps) =>
  async (work: PageWork): Promise<void> => {
    const page = await deps.pages.get(work);
    if (page === undefined) return;
    await deps.index.prepare();
    const text = indexedText(page);
    if (text === undefined) await deps.index.remove(idOf(page), page.revision);
    else await putWords(deps, page, text);
    await deps.owed.settle(page);
  };

const idOf = ({ archiveId, archivalCode, page }: Page): string => `${archiveId}/${archivalCode}/${page}`;

const putWords = async ({ pages, holdings, index }: IndexPageDeps, of: Page, ocrSha256: string): Promise<void> => {
  const { archiveId, archivalCode, page, revision } = of;
  const [item, result] = await Promise.all([
    pages.item(archiveId, archivalCode),
    holdings.ocrResult(archiveId, ocrSha256),
  ]);
  if (item === undefined || result === undefined) throw new Error("the item or the OCR result is not here yet");
  const { indexed } = analyzeText(result.lines.map(({ text }) => text));
  const { title, kind, year } = item;
  await index.put(idOf(of), revision, { archiveId, archivalCode, page, title, kind, year, ocrSha256 }, indexed);
};
