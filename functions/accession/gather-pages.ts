import { gatheredPage, type GatheredPage } from "../../shared/checks/gathered-page.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import { pagesPerPart, type GatheredEvidence } from "../../shared/storage/gathered-evidence.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import type { TestWalk } from "../../shared/storage/record-keys.ts";
import type { TestWork } from "./test-work.ts";

export type GatherPagesDeps = {
  readonly accessions: Pick<AccessionStore, "pages">;
  readonly pages: Pick<PageStore, "getMany">;
  readonly gathered: Pick<GatheredEvidence, "keep">;
  /** Parts gathered in one delivery; the rest of a larger batch is the next message. */
  readonly partsAtOnce?: number;
};

/** Five thousand pages: read in less than half a minute. */
const partsInOneDelivery = 25;

/**
 * Gathers what is known of the pages that stand of a batch, slice by slice.
 * @returns where the walk goes on; undefined when every page was gathered.
 */
export const gatherPages = async (
  { accessions, pages, gathered, partsAtOnce = partsInOneDelivery }: GatherPagesDeps,
  walk: TestWalk,
  from: TestWork["walk"],
): Promise<TestWork["walk"]> => {
  const { archiveId, batchId } = walk;
  let parts = from?.parts ?? 0;
  let after = from?.after;
  for (let left = partsAtOnce; left > 0; left -= 1) {
    const { found, next } = await accessions.pages(archiveId, batchId, after, pagesPerPart);
    const addresses = found.map(({ archivalCode, page }) => ({ archiveId, archivalCode, page }));
    const standing: GatheredPage[] = [];
    for (const page of await pages.getMany(addresses))
      if (page.state === "kept" && page.batchId === batchId) standing.push(gatheredPage.parse(page));
    await gathered.keep(walk, parts, standing);
    parts += 1;
    if (next === undefined) return undefined;
    after = next;
  }
  return after === undefined ? undefined : { of: walk.of, parts, after };
};
