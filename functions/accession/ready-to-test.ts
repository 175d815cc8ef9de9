import { hasEnded, type ArrivedBag } from "../../shared/bagit/arrived-bag.ts";
import type { BatchCounts } from "../../shared/contract/batch-counts.ts";
import type { Accession } from "../../shared/domain/accession.ts";

/** What was uploaded before the closing may still be on its way for so long, where no list says how much is to come. */
const arrivalSeconds = 60;
/** A batch that is not read and safe by then is tested all the same: what could not be told is said. */
const patienceHours = 12;

const secondsBetween = (from: string, to: Date): number => (to.getTime() - Date.parse(from)) / 1000;

/**
 * Whether a closed batch can be tested now: all of it came, its bags are unpacked, it was read, and is safe, or there is no more
 * waiting for it. `isReading`: a catalogue of it is still being read.
 */
export const readyToTest = (
  { closedAt, expected }: Accession,
  counts: BatchCounts,
  arriving: { readonly isReading: boolean; readonly bags: readonly Pick<ArrivedBag, "state" | "endedAt">[] },
  now: Date,
): boolean => {
  const waited = closedAt === undefined ? Infinity : secondsBetween(closedAt, now);
  if (waited >= patienceHours * 3600) return true;
  const { isReading, bags } = arriving;
  if (isReading || !bags.every(hasEnded)) return false;
  // What was put into intake last out of a bag may still be on its way too.
  const sinceBags = bags.flatMap(({ endedAt }) => (endedAt === undefined ? [] : [secondsBetween(endedAt, now)]));
  const allCame = expected?.pages !== undefined && counts.pages >= expected.pages;
  const cameLast = Math.min(waited, ...sinceBags);
  return (allCame || cameLast >= arrivalSeconds) && counts.ocrPending === 0 && counts.unsafe === 0;
};
