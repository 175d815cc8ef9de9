import type { Accession } from "../../shared/domain/accession.ts";
import { cameBefore, type Arrival, type VersionOrder } from "../../shared/domain/arrival.ts";
import { termsFrom } from "../../shared/domain/batch-terms.ts";
import { parseIntakeKey } from "../../shared/domain/intake-key.ts";
import type { MediaType, Page } from "../../shared/domain/page.ts";
import type { IntakeOutcome } from "../../shared/storage/intake-changes.ts";
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
  readonly arrival: Arrival;
  /** The versions of its key as S3 lists them, where only they tell which upload is newer; else none. */
  readonly versions: VersionOrder;
  readonly acceptedAt: string;
  /** The scanner for malware that found nothing in it; undefined when none looked. */
  readonly scannedBy: string | undefined;
  /** The terms of its batch; undefined when nobody opened it. */
  readonly batch: Accession | undefined;
};

const scanOf = ({ scannedBy, acceptedAt }: FitFile): Pick<Page, "scanned"> =>
  scannedBy === undefined ? {} : { scanned: { by: scannedBy, at: acceptedAt } };

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
  arrival: file.arrival,
  acceptedAt: file.acceptedAt,
  ...scanOf(file),
  ...termsFrom(file.batchId, file.batch, before),
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

/** The same page, now known to have come with this later upload too: an upload between the two is older than it. */
const renewed = (before: Page, file: FitFile): Page => ({
  ...before,
  writes: before.writes + 1,
  arrival: file.arrival,
  ...scanOf(file),
});

/** A page of a whole file that is newer than this one and ends before `page`, which it would have withdrawn. */
const endingBefore = (page: number, file: FitFile, standing: readonly Page[]): Page | undefined =>
  standing.find((other) => {
    if (
      other.state !== "kept" ||
      other.file.pageCount >= page ||
      !cameBefore(file.arrival, other.arrival, file.versions)
    )
      return false;
    const named = parseIntakeKey(other.arrival.key);
    return named.ok && named.pages.kind === "whole";
  });

/** What becomes of one page of the file: it is placed (`move`), stands already (`same`), or is not to stand (`newer`). */
type Decision = { readonly move?: PageMove; readonly same?: Page; readonly newer?: Page };

const decide = (file: FitFile, page: number, pageInFile: number, standing: readonly Page[]): Decision => {
  const before = standing.find((other) => other.page === page);
  if (before !== undefined && sameBytes(before, file, pageInFile))
    return cameBefore(before.arrival, file.arrival, file.versions)
      ? { same: before, move: { before, after: renewed(before, file) } }
      : { same: before };
  if (before !== undefined && cameBefore(file.arrival, before.arrival, file.versions)) return { newer: before };
  const after = pageFrom(file, page, pageInFile, before);
  const newer = file.singlePage === undefined ? endingBefore(page, file, standing) : undefined;
  if (newer === undefined) return { move: { before, after } };
  const known = before?.state === "withdrawn" && !cameBefore(before.arrival, file.arrival, file.versions);
  return known ? { newer } : { newer, move: { before, after: { ...after, state: "withdrawn" } } };
};

const outcomeOf = (decisions: readonly Decision[]): IntakeOutcome => {
  if (decisions.some(({ move, same, newer }) => move !== undefined && (same ?? newer) === undefined))
    return { is: "accepted" };
  const by = decisions.find(({ newer }) => newer !== undefined)?.newer;
  if (by !== undefined) return { is: "superseded", by };
  const of = decisions.find(({ same }) => same !== undefined)?.same;
  if (of === undefined) throw new Error("the file has no pages");
  return { is: "duplicate", of };
};

export type Placement = { readonly outcome: IntakeOutcome; readonly moves: readonly PageMove[] };

/**
 * What a file changes in its item. Other bytes under a page are a new version; the same bytes change nothing but the note of
 * the upload that brought them; a page that a newer upload stands for is left alone. A whole file with fewer pages than the
 * whole file before it withdraws the pages that are no more; dealt with in the other order, they are withdrawn from the
 * start. `standing` are the item's pages as they are.
 */
export const placePages = (file: FitFile, standing: readonly Page[]): Placement => {
  const single = file.singlePage;
  if (single !== undefined) return placementOf([decide(file, single, 1, standing)]);
  const decisions = Array.from({ length: file.pageCount }, (_, at) => decide(file, at + 1, at + 1, standing));
  const gone = standing.filter(
    (page) =>
      page.state === "kept" &&
      page.page > file.pageCount &&
      page.file.pageCount > file.pageCount &&
      !cameBefore(file.arrival, page.arrival, file.versions),
  );
  return placementOf([
    ...decisions,
    ...gone.map((before) => ({ move: { before, after: withdrawn(before, file.acceptedAt) } })),
  ]);
};

const placementOf = (decisions: readonly Decision[]): Placement => ({
  outcome: outcomeOf(decisions),
  moves: decisions.flatMap(({ move }) => (move === undefined ? [] : [move])),
});
