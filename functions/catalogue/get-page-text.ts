import type * as z from "zod";
import type { pageTextAnswer } from "../../shared/contract/item-routes.ts";
import { pageText } from "../../shared/domain/ocr-result.ts";
import { mayBeConsulted } from "../../shared/domain/permitted-use.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import type { PageAddress, PageStore } from "../../shared/storage/page-store.ts";
import { canonicalCode } from "./canonical-code.ts";
import { pageTextNotFound } from "./not-found.ts";

export type GetPageTextDeps = { readonly pages: PageStore; readonly holdings: Holdings };

/** What OCR read on a page, from this region's own holdings. */
export const getPageText =
  ({ pages, holdings }: GetPageTextDeps) =>
  async (address: PageAddress, viewer: Viewer): Promise<z.input<typeof pageTextAnswer>> => {
    if (!mayRead(viewer, address.archiveId)) throw pageTextNotFound();
    const page = await pages.get({ ...address, archivalCode: canonicalCode(address.archivalCode) });
    if (page === undefined || !mayBeConsulted(page) || page.reading.state !== "read") throw pageTextNotFound();
    const result = await holdings.ocrResult(page.archiveId, page.reading.sha256);
    if (result === undefined) throw pageTextNotFound();
    return {
      text: pageText(result),
      lines: result.lines.map(({ text, confidence, polygon, words }) => ({ text, confidence, polygon, words })),
      engine: result.engine,
      confidence: result.confidence,
      rotation: result.rotation,
      sha256: page.file.sha256,
    };
  };
