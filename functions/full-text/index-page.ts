import { indexedText } from "../../shared/domain/indexed-text.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import type { Item } from "../../shared/domain/item.ts";
import type { OcrResult } from "../../shared/domain/ocr-result.ts";
import type { PageWork } from "../../shared/domain/page-work.ts";
import type { Page } from "../../shared/domain/page.ts";
import type { CopyManifest } from "../../shared/domain/region-copy.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { RottenBytes, type Holdings } from "../../shared/storage/holdings.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { OwedIndexing } from "../../shared/storage/owed-indexing.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { SearchIndex } from "../../shared/storage/search-index.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import { analyzeText } from "./analyzer/analyze-text.ts";

export type IndexPageDeps = {
  readonly region: string;
  readonly pages: PageStore;
  readonly catalogues: Pick<CatalogueStore, "description">;
  readonly owed: OwedIndexing;
  readonly holdings: Holdings;
  readonly index: SearchIndex;
  /** Of this region. */
  readonly proof: WorkQueue<CopyManifest>;
  readonly clock: Clock;
};

/**
 * Makes this region's index say of a page what this region's record says: its words when it was read, nothing when it was
 * withdrawn or could not be read. Ordered by the page's revision, so that late and repeated messages do no harm. Only then
 * is the page no longer owed to the index. Title and year are those of the item's description where there is one.
 * @throws RottenBytes after asking that the text be read back here, which finds it wrong and owes it a good copy.
 */
export const indexPage =
  (deps: IndexPageDeps) =>
  async (work: PageWork): Promise<void> => {
    const page = await deps.pages.get(work);
    if (page === undefined) return;
    await deps.index.prepare();
    const { archiveId, archivalCode } = page;
    const unit = await deps.catalogues.description({ archiveId, level: "item", archivalCode });
    const text = indexedText(page);
    if (text === undefined) await deps.index.remove(idOf(page), indexVersion(page, unit));
    else await putWords(deps, page, unit, text);
    await deps.owed.settle(page);
  };

const idOf = ({ archiveId, archivalCode, page }: Page): string => `${archiveId}/${archivalCode}/${page}`;

/** Descriptions of one item are changed less often than this between two changes of a page. */
const describedAtMost = 1_000_000;

/** Orders what the index holds of a page: by the page's revision, then by that of what is said of its item. */
const indexVersion = ({ revision }: Page, unit: DescribedUnit | undefined): number =>
  revision * describedAtMost + Math.min(unit?.revision ?? 0, describedAtMost - 1);

const putWords = async (
  deps: IndexPageDeps,
  of: Page,
  unit: DescribedUnit | undefined,
  ocrSha256: string,
): Promise<void> => {
  const { pages, index } = deps;
  const { archiveId, archivalCode, page } = of;
  const item = await pages.item(archiveId, archivalCode);
  if (item === undefined) throw new Error("the item is not here yet");
  const result = await textOf(deps, of, item, ocrSha256);
  if (result === undefined) throw new Error("the OCR result is not here yet");
  const { indexed } = analyzeText(result.lines.map(({ text }) => text));
  const { kind } = item;
  const { title, year } = { ...item, ...unit?.description };
  await index.put(
    idOf(of),
    indexVersion(of, unit),
    { archiveId, archivalCode, page, title, kind, year, ocrSha256 },
    indexed,
  );
};

const textOf = async (
  { region, holdings, proof, clock }: IndexPageDeps,
  page: Page,
  item: Item,
  ocrSha256: string,
): Promise<OcrResult | undefined> => {
  try {
    return await holdings.ocrResult(page.archiveId, ocrSha256);
  } catch (error) {
    if (error instanceof RottenBytes)
      await proof.send({ from: page.homeRegion, to: region, page, item, sentAt: clock().toISOString() });
    throw error;
  }
};
