import type { MediaType, Page } from "../../shared/domain/page.ts";
import type { PageMove } from "../../shared/storage/page-writes.ts";

/** A file that was found fit, and the pages it brings. */
export type FitFile = {
  readonly archiveId: string;
  readonly archivalCode: string;
  readonly batchId: string;
  readonly homeRegion: string;
  readonly replicaRegions: readonly string[];
  readonly sha256: string;
  readonly mediaType: MediaType;
  readonly bytes: number;
  readonly pageCount: number;
  /** The page a single-page file stands for; undefined for a whole item, whose pages count from 1. */
  readonly singlePage: number | undefined;
  readonly acceptedAt: string;
};

const pageFrom = (file: FitFile, page: number, pageInFile: number, before: Page | undefined): Page => ({
  archiveId: file.archiveId,
  archivalCode: file.archivalCode,
  page,
  homeRegion: file.homeRegion,
  batchId: file.batchId,
  state: "kept",
  version: (before?.version ?? 0) + 1,
  revision: (before?.revision ?? 0) + 1,
  writes: (before?.writes ?? 0) + 1,
  file: {
    sha256: file.sha256,
    mediaType: file.mediaType,
    bytes: file.bytes,
    pageInFile,
    pageCount: file.pageCount,
  },
  acceptedAt: file.acceptedAt,
  reading: { state: "pending" },
  replicas: file.replicaRegions.map((region) => ({ region, state: "pending", revision: 0 })),
});

const sameBytes = (before: Page, file: FitFile, pageInFile: number): boolean =>
  before.state === "kept" && before.file.sha256 === file.sha256 && before.file.pageInFile === pageInFile;

const withdrawn = (before: Page, at: string): Page => ({
  ...before,
  state: "withdrawn",
  revision: before.revision + 1,
  writes: before.writes + 1,
  acceptedAt: at,
});

/**
 * What a file changes in its item. The same bytes under the same page change nothing; other bytes are a new version; a
 * whole file with fewer pages than the whole file before it withdraws the pages that are no more. `standing` are the item's
 * pages as they are.
 */
export const placePages = (file: FitFile, standing: readonly Page[]): PageMove[] => {
  const pageAt = new Map(standing.map((page) => [page.page, page]));
  const wanted =
    file.singlePage === undefined
      ? Array.from({ length: file.pageCount }, (_, at) => ({ page: at + 1, pageInFile: at + 1 }))
      : [{ page: file.singlePage, pageInFile: 1 }];
  const moves = wanted.flatMap(({ page, pageInFile }): PageMove[] => {
    const before = pageAt.get(page);
    if (before !== undefined && sameBytes(before, file, pageInFile)) return [];
    return [{ before, after: pageFrom(file, page, pageInFile, before) }];
  });
  if (file.singlePage !== undefined) return moves;
  const gone = standing.filter(
    (page) => page.state === "kept" && page.page > file.pageCount && page.file.pageCount > file.pageCount,
  );
  return [...moves, ...gone.map((before) => ({ before, after: withdrawn(before, file.acceptedAt) }))];
};
