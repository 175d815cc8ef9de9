import * as z from "zod";
import { moment } from "./page.ts";

/** One walk over everything a region keeps, reading each file and text again. */
export const recheckPass = z.strictObject({
  startedAt: moment,
  /** Pages whose recheck was asked for so far. */
  pages: z.int().min(0),
  /** The record the walk stopped behind; absent at its beginning and end. */
  after: z.strictObject({ pk: z.string(), sk: z.string() }).optional(),
  endedAt: moment.optional(),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type RecheckPass = z.infer<typeof recheckPass>;

/** A pass begins no sooner than this after the one before: each copy is read at least so often, holdings allowing. */
const daysBetweenPasses = 30;

export const beginPass = (before: RecheckPass | undefined, now: Date): RecheckPass => ({
  startedAt: now.toISOString(),
  pages: 0,
  writes: (before?.writes ?? 0) + 1,
});

/** Whether a new pass is due: there was none, or the last one has ended and began long enough ago. */
export const passIsDue = (before: RecheckPass | undefined, now: Date): boolean =>
  before === undefined ||
  (before.endedAt !== undefined &&
    now.getTime() - Date.parse(before.startedAt) >= daysBetweenPasses * 24 * 60 * 60 * 1000);

/** The pass after one more stretch of it; without a place to go on from it has ended. */
export const advancePass = (pass: RecheckPass, pages: number, after: RecheckPass["after"], now: Date): RecheckPass => ({
  startedAt: pass.startedAt,
  pages: pass.pages + pages,
  writes: pass.writes + 1,
  ...(after === undefined ? { endedAt: now.toISOString() } : { after }),
});
