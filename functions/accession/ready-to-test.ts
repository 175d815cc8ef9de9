import type { BatchCounts } from "../../shared/contract/batch-counts.ts";
import type { Accession } from "../../shared/domain/accession.ts";

/** What was uploaded before the closing may still be on its way for so long, where no list says how much is to come. */
const arrivalSeconds = 60;
/** A batch that is not read and safe by then is tested all the same: what could not be told is said. */
const patienceHours = 12;

const secondsBetween = (from: string, to: Date): number => (to.getTime() - Date.parse(from)) / 1000;

/**
 * Whether a closed batch can be tested now: all of it came, was read, and is safe, or there is no more waiting for it.
 * `arriving`: a catalogue of it is still being read.
 */
export const readyToTest = (
  { closedAt, expected }: Accession,
  counts: BatchCounts,
  arriving: boolean,
  now: Date,
): boolean => {
  const waited = closedAt === undefined ? Infinity : secondsBetween(closedAt, now);
  if (waited >= patienceHours * 3600) return true;
  const allCame = expected?.pages !== undefined && counts.pages >= expected.pages;
  return (allCame || waited >= arrivalSeconds) && !arriving && counts.ocrPending === 0 && counts.unsafe === 0;
};
