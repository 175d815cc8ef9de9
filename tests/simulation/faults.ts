import type { Chance } from "./seeded-chance.ts";

/** Everything that may go wrong, and how often it does in a schedule that has it: per delivery, per call or per step. */
const greatestRate = {
  /** A message sent by a function is shown to its receivers late. */
  "late-message": 0.3,
  /** A message that was done comes again. */
  "repeated-message": 0.25,
  /** The function's report of a batch is lost: all of it comes again. */
  "lost-report": 0.1,
  "repeated-event": 0.25,
  /** What S3 tells the bus is lost. */
  "lost-object-event": 0.2,
  /** An event on its way from the bus to a queue is lost. */
  "lost-event": 0.2,
  /** The same, where the queue is that of the index. */
  "lost-index-event": 0.2,
  /** Lambda gives a batch of the history's stream up. */
  "lost-stream-batch": 0.1,
  "repeated-stream-batch": 0.2,
  "throttled-call": 0.08,
  /** A call is done, and its caller sees a network error. */
  "lost-answer": 0.06,
  /** A function ends before or after a call. */
  crash: 0.05,
  "cut-region": 0.02,
  /** A service refuses every write for a while. */
  "full-disk": 0.02,
  /** A bit of an object in the holdings of a replica region turns. */
  rot: 0.06,
  /** A delivery is the last that its queue allows. */
  "last-delivery": 0.15,
} as const;
export type FaultKind = keyof typeof greatestRate;
export const faultKinds = Object.keys(greatestRate) as FaultKind[];

/** What does not end as without faults yet, whatever the schedule. */
export const faultsNotYetSurvived: readonly FaultKind[] = [];

export type Faults = {
  /** Whether this fault happens now. */
  readonly hits: (kind: FaultKind) => boolean;
  /** From now on nothing goes wrong. */
  readonly stop: () => void;
};

export const noFaults: Faults = { hits: () => false, stop: () => undefined };

/** The faults of one schedule: some of the kinds, each at a rate of its own. */
export const drawFaults = (chance: Chance, kinds: readonly FaultKind[]): Faults => {
  const rates = new Map(kinds.map((kind) => [kind, chance.hits(0.5) ? greatestRate[kind] * chance.next() : 0]));
  return {
    hits: (kind) => {
      const rate = rates.get(kind) ?? 0;
      return rate > 0 && chance.hits(rate);
    },
    stop: () => rates.clear(),
  };
};
