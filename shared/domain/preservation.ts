import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { moment, page } from "./page.ts";
import { testedNote, type Accession, type TestedNote } from "./accession.ts";

/**
 * When what is kept of a batch is tested next, and what it came to last (四性检测, 长期保存环节; DA/T 70-2018). Of every batch that
 * brought something, opened or not.
 */
export const preservation = z.strictObject({
  archiveId,
  batchId: page.shape.batchId,
  dueAt: moment,
  last: testedNote.extend({ testedAt: moment }).optional(),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type Preservation = z.infer<typeof preservation>;

const dayMilliseconds = 24 * 60 * 60 * 1000;
const daysAfter = (now: Date, days: number): string => new Date(now.getTime() + days * dayMilliseconds).toISOString();
const moved = (before: Preservation, change: Partial<Preservation>): Preservation => ({
  ...before,
  ...change,
  writes: before.writes + 1,
});

/** Of a batch that was not known to keep anything: it is tested after the usual time, as if it had just been. */
export const firstPreservation = (
  of: { readonly archiveId: string; readonly batchId: string },
  now: Date,
  everyDays: number,
): Preservation => ({ archiveId: of.archiveId, batchId: of.batchId, dueAt: daysAfter(now, everyDays), writes: 1 });

/** How far the clocks of whoever asks and whoever tests may be apart. */
const clockSkewMilliseconds = 60_000;

export const isDue = ({ dueAt }: Preservation, now: Date): boolean =>
  Date.parse(dueAt) <= now.getTime() + clockSkewMilliseconds;

/** Somebody asks for the test now; one that is under way begins again. */
export const dueNow = (before: Preservation, now: Date): Preservation => moved(before, { dueAt: now.toISOString() });

/** Tested, or found to keep nothing any more (`note` undefined): again after the usual time. */
export const tested = (
  before: Preservation,
  note: TestedNote | undefined,
  now: Date,
  everyDays: number,
): Preservation =>
  moved(before, {
    dueAt: daysAfter(now, everyDays),
    ...(note === undefined ? {} : { last: { ...note, testedAt: now.toISOString() } }),
  });

/** Looked at again tomorrow. */
export const postponed = (before: Preservation, now: Date): Preservation => moved(before, { dueAt: daysAfter(now, 1) });

/**
 * Whether what a batch brought can be tested as kept. What is being taken over has its own tests first, what is held is looked at
 * by nobody but the security officer. A batch that nobody opened has no terms that would say more.
 */
export const isKept = (batch: Accession | undefined): boolean =>
  batch === undefined || (batch.quarantine === undefined && !["closed", "tested"].includes(batch.state));
