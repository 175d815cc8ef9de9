import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { listed, type PageList, type Receipt } from "../../shared/domain/hand-over-receipt.ts";
import type { Page } from "../../shared/domain/page.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";

export type ListPagesDeps = { readonly accessions: AccessionStore; readonly pages: PageStore };

type Batch = Pick<Receipt, "archiveId" | "batchId" | "decision">;

/** Places of a batch that are read at once. */
const placesAtOnce = 1000;

/** What stands of a batch, a thousand pages at a time, in order of 档号 and page. */
async function* pagesOf({ accessions, pages }: ListPagesDeps, { archiveId, batchId }: Batch): AsyncGenerator<Page[]> {
  let after: string | undefined;
  do {
    const { found, next } = await accessions.pages(archiveId, batchId, after, placesAtOnce);
    const addresses = found.map(({ archivalCode, page }) => ({ archiveId, archivalCode, page }));
    const known = new Map((await pages.getMany(addresses)).map((page) => [`${page.archivalCode}#${page.page}`, page]));
    yield addresses.flatMap(({ archivalCode, page }) => known.get(`${archivalCode}#${page}`) ?? []);
    after = next;
  } while (after !== undefined);
}

/**
 * Writes the list of a batch's pages to a file, line by line, so that its size is bounded by the disk and not by memory.
 * @throws TryAgain when a page is still set aside: the batch was released, and its pages have yet to follow.
 */
export const listPages = async (
  deps: ListPagesDeps,
  batch: Batch,
  file: string,
  delaySeconds: number,
): Promise<PageList> => {
  const hash = createHash("sha256");
  const out = createWriteStream(file);
  const failed = finished(out);
  const items = new Set<string>();
  const files = new Set<string>();
  let [bytes, pages, fileBytes] = [0, 0, 0];
  try {
    for await (const some of pagesOf(deps, batch)) {
      if (some.some(({ batchId, state }) => batchId === batch.batchId && state === "quarantined"))
        throw new TryAgain("pages of the batch are still set aside", delaySeconds);
      const standing = some
        .map((page) => listed(page, batch.batchId, batch.decision))
        .filter((page) => page !== undefined);
      const lines = Buffer.from(standing.map((page) => `${JSON.stringify(page)}\n`).join(""));
      hash.update(lines);
      bytes += lines.length;
      pages += standing.length;
      for (const page of standing) {
        items.add(page.archivalCode);
        if (!files.has(page.sha256)) fileBytes += page.bytes;
        files.add(page.sha256);
      }
      if (!out.write(lines)) await Promise.race([once(out, "drain"), failed]);
    }
  } finally {
    out.end();
    await failed;
  }
  return {
    mediaType: "application/x-ndjson",
    sha256: hash.digest("hex"),
    bytes,
    items: items.size,
    pages,
    files: files.size,
    fileBytes,
  };
};
