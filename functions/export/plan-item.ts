import type { Accession } from "../../shared/domain/accession.ts";
import { descriptionPath, earlierHistoryPath, itemHistoryPath, payloadPath } from "../../shared/domain/bag-layout.ts";
import { pageBar } from "../../shared/domain/export-failure.ts";
import type { Page } from "../../shared/domain/page.ts";
import { itemIdentifier, pageIdentifier, type PremisEvent } from "../../shared/premis/premis-event.ts";
import { premisEventsOf } from "../../shared/premis/premis-events-of.ts";
import { premisDocument, type PremisObject } from "../../shared/premis/premis-xml.ts";
import { withheld } from "../../shared/premis/withheld.ts";
import type { EarlierHistories } from "../../shared/storage/earlier-histories.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import { historyOfItem, type HistoryStore } from "../../shared/storage/history.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { ExportBarred } from "./export-barred.ts";
import type { GrowingFile } from "./growing-file.ts";
import type { PayloadLine } from "./plan-lines.ts";
import type { TagFiles } from "./tag-files.ts";

export type PlanItemDeps = {
  readonly region: string;
  readonly pages: Pick<PageStore, "pagesOf">;
  readonly catalogues: Pick<CatalogueStore, "description">;
  readonly history: Pick<HistoryStore, "all">;
  readonly earlier: Pick<EarlierHistories, "of">;
  readonly evidence: Pick<Evidence, "read">;
  readonly batchOf: (batchId: string) => Promise<Accession | undefined>;
};

/** What a plan is written into. */
export type PlanFiles = {
  readonly payload: GrowingFile;
  readonly descriptions: GrowingFile;
  readonly tags: TagFiles;
};

/** The files of pages, each once, by the place it has in the bag. */
const filesOf = (pages: readonly Page[]): PayloadLine[] => {
  const files = new Map<string, PayloadLine>();
  for (const { archivalCode, page, file } of pages) {
    const path = payloadPath({ archivalCode, page, file });
    const { sha256, bytes } = file;
    if (files.get(path)?.sha256 === sha256) continue;
    // Two files of one name, as when part of a whole file was replaced by another one.
    const free = files.has(path) ? path.replace(/(\.\w+)$/, `.${sha256.slice(0, 16)}$1`) : path;
    files.set(free, { path: free, bytes, sha256, archivalCode, page });
  }
  return [...files.values()];
};

async function* premisOf(
  { history, region }: PlanItemDeps,
  archiveId: string,
  archivalCode: string,
): AsyncGenerator<PremisEvent> {
  for await (const event of history.all(historyOfItem(archiveId, archivalCode)))
    yield* premisEventsOf(withheld(event), region);
}

const objectsOf = (archiveId: string, archivalCode: string, pages: readonly Page[]): PremisObject[] => {
  const item = itemIdentifier(archiveId, archivalCode);
  return [
    { kind: "intellectualEntity", identifier: item },
    ...pages.map((of): PremisObject => {
      const { sha256, bytes, mediaType } = of.file;
      const identifier = pageIdentifier(archiveId, archivalCode, of.page, of.version);
      return { kind: "file", identifier, sha256, bytes, mediaType, originalName: payloadPath(of), partOf: item };
    }),
  ];
};

/** A description as a line of those from which the catalogue of the bag is made. */
export const descriptionLine = (said: unknown): Buffer => Buffer.from(`${JSON.stringify(said)}\n`);

/**
 * Notes what of an item goes into the bag: the files of the pages that stand (of one batch, where that is what is exported), its
 * description and its history. @returns the batches its pages came with, and what was noted; undefined when there is nothing.
 * @throws ExportBarred when a page may not go out.
 */
export const planItem =
  (deps: PlanItemDeps) =>
  async (
    { archiveId, archivalCode, batchId }: { archiveId: string; archivalCode: string; batchId: string | undefined },
    { payload, descriptions, tags }: PlanFiles,
  ): Promise<{ readonly batches: readonly string[]; readonly files: readonly PayloadLine[] } | undefined> => {
    const known = await deps.pages.pagesOf(archiveId, archivalCode);
    const pages = known.filter(
      (page) => page.state !== "withdrawn" && (batchId === undefined || page.batchId === batchId),
    );
    for (const page of pages) {
      const barred = pageBar(page, await deps.batchOf(page.batchId));
      if (barred !== undefined) throw new ExportBarred(barred);
    }
    const unit = await deps.catalogues.description({ archiveId, level: "item", archivalCode });
    if (pages.length === 0 && unit === undefined) return undefined;
    const files = filesOf(pages);
    for (const line of files) await payload.write(Buffer.from(`${JSON.stringify(line)}\n`));
    if (unit !== undefined) {
      await descriptions.write(descriptionLine(unit.description));
      await tags.add(descriptionPath(archivalCode), [`${JSON.stringify(unit.description, undefined, 2)}\n`]);
    }
    const document = premisDocument(objectsOf(archiveId, archivalCode, pages), premisOf(deps, archiveId, archivalCode));
    await tags.add(itemHistoryPath(archivalCode), document);
    for (const { sha256 } of await deps.earlier.of(archiveId, archivalCode))
      await tags.add(
        earlierHistoryPath(archivalCode, sha256),
        await deps.evidence.read(archiveId, "earlier-history", sha256),
      );
    return { batches: [...new Set(pages.map((page) => page.batchId))], files };
  };
