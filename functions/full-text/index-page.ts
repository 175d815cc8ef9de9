import type { PageWork } from "../../shared/domain/page-work.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { SearchIndex } from "../../shared/storage/search-index.ts";
import { analyzeText } from "./analyzer/analyze-text.ts";

export type IndexPageDeps = { readonly pages: PageStore; readonly holdings: Holdings; readonly index: SearchIndex };

/**
 * Makes this region's index say of a page what this region's record says: its words when it was read, nothing when it was
 * withdrawn or could not be read. Ordered by the page's revision, so that late and repeated messages do no harm.
 */
export const indexPage =
  ({ pages, holdings, index }: IndexPageDeps) =>
  async (work: PageWork): Promise<void> => {
    const page = await pages.get(work);
    if (page === undefined) return;
    const { archiveId, archivalCode, reading, revision } = page;
    const id = `${archiveId}/${archivalCode}/${page.page}`;
    await index.prepare();
    if (page.state === "withdrawn" || reading.state !== "read") return index.remove(id, revision);

    const [item, result] = await Promise.all([
      pages.item(archiveId, archivalCode),
      holdings.ocrResult(archiveId, reading.sha256),
    ]);
    if (item === undefined || result === undefined) throw new Error("the item or the OCR result is not here yet");
    const { indexed } = analyzeText(result.lines.map(({ text }) => text));
    const { title, kind, year } = item;
    const described = { archiveId, archivalCode, page: page.page, title, kind, year, ocrSha256: reading.sha256 };
    await index.put(id, revision, described, indexed);
  };
