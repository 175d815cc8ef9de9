import * as z from "zod";
import { batchName } from "../contract/accession.ts";
import { archiveId } from "../contract/archives.ts";
import { moment } from "./page.ts";
import { tableFault, type TableFault } from "./table-fault.ts";
import { textForm } from "./text-form.ts";

export const importState = z.enum(["received", "reading", "done", "failed"]);
export type ImportState = z.infer<typeof importState>;

/**
 * Rows and what became of them: `read` is the sum of the others. Unchanged rows said what was known; superseded ones were
 * said otherwise by a newer catalogue; classified ones are among the refused.
 */
export const importCounts = z.strictObject({
  read: z.int().min(0),
  added: z.int().min(0),
  changed: z.int().min(0),
  unchanged: z.int().min(0),
  superseded: z.int().min(0),
  refused: z.int().min(0),
  classified: z.int().min(0),
});
export type ImportCounts = z.infer<typeof importCounts>;

/** Sorts imports of an archive by when their files came. */
export const importId = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z-[0-9a-f]{16}$/);

/**
 * The import of one catalogue. Rows stand as soon as they are placed: `row` says up to which row of the file all of them
 * stand or are refused, also when the import failed there.
 */
export const catalogueImport = z.strictObject({
  archiveId,
  batchId: batchName,
  importId,
  key: z.string().min(1),
  versionId: z.string().min(1),
  bytes: z.int().min(1),
  actor: z.string().min(1),
  receivedAt: moment,
  state: importState,
  row: z.int().min(0),
  counts: importCounts,
  /** Why reading ended before the end of the file. */
  fault: tableFault.optional(),
  endedAt: moment.optional(),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
  /** Of a text: how it is written, and at which byte the row behind `row` begins. Absent where reading begins anew. */
  text: textForm.extend({ offset: z.int().min(0) }).optional(),
});
export type CatalogueImport = z.infer<typeof catalogueImport>;

export const noCounts: ImportCounts = {
  read: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  superseded: 0,
  refused: 0,
  classified: 0,
};

export const sumOfCounts = (one: ImportCounts, other: ImportCounts): ImportCounts => ({
  read: one.read + other.read,
  added: one.added + other.added,
  changed: one.changed + other.changed,
  unchanged: one.unchanged + other.unchanged,
  superseded: one.superseded + other.superseded,
  refused: one.refused + other.refused,
  classified: one.classified + other.classified,
});

type Arrived = Omit<CatalogueImport, "state" | "row" | "text" | "counts" | "fault" | "endedAt" | "writes">;

export const receivedImport = (arrived: Arrived): CatalogueImport => ({
  ...arrived,
  state: "received",
  row: 0,
  counts: noCounts,
  writes: 1,
});

/** Whether there is nothing more to be done. */
export const hasEnded = ({ state }: CatalogueImport): boolean => state === "done" || state === "failed";

/** How far an import has come: all rows up to this one are placed or refused. */
export type ImportStep = Pick<CatalogueImport, "row" | "text" | "counts">;

export const steppedTo = (before: CatalogueImport, { row, text, counts }: ImportStep): CatalogueImport => ({
  ...before,
  state: "reading",
  row,
  ...(text === undefined ? {} : { text }),
  counts: sumOfCounts(before.counts, counts),
  writes: before.writes + 1,
});

/** The whole file was read, or reading ended for good at a fault. */
export const endedBy = (before: CatalogueImport, fault: TableFault | undefined, endedAt: string): CatalogueImport => ({
  ...before,
  state: fault === undefined ? "done" : "failed",
  ...(fault === undefined ? {} : { fault }),
  endedAt,
  writes: before.writes + 1,
});
