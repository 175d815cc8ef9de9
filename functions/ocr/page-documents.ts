import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import type { Page } from "../../shared/domain/page.ts";
import type { OpenDocument } from "../../shared/imaging/document.ts";
import { openDocument } from "../../shared/imaging/open-document.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";

export type PageDocuments = {
  /**
   * Gives the opened file a page is in to `work`, one piece of work after the other: no file is closed under another reader.
   * @throws Error when the holdings lack it; DocumentError when it cannot be opened
   */
  use<T>(page: Page, work: (document: OpenDocument) => Promise<T>): Promise<T>;
};

/**
 * Files of pages on the function's own disk. The last one stays open: the pages of one file mostly come one after the other,
 * and a 300-page PDF should not be fetched 300 times.
 */
export const pageDocuments = (holdings: Holdings, folder: string): PageDocuments => {
  let last: { sha256: string; path: string; document: OpenDocument } | undefined;
  let before: Promise<unknown> = Promise.resolve();

  const open = async ({ archiveId, file: { sha256, mediaType } }: Page): Promise<OpenDocument> => {
    if (last?.sha256 === sha256) return last.document;
    if (last !== undefined) {
      const { document, path } = last;
      last = undefined;
      await document.close();
      await rm(path, { force: true });
    }
    const found = await holdings.read(originalKey(archiveId, sha256));
    if (found === undefined) throw new Error(`the holdings lack the file ${sha256}`);
    const path = join(folder, `page-${sha256}`);
    try {
      await pipeline(found.body, createWriteStream(path));
      last = { sha256, path, document: await openDocument({ path, mediaType }) };
      return last.document;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  };

  return {
    use(page, work) {
      const done = before.then(async () => work(await open(page)));
      before = done.catch(() => undefined);
      return done;
    },
  };
};
