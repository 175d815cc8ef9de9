import { appendFileSync } from "node:fs";
import { draw } from "./chance.ts";
import type { FaultName, FaultPlan, RuleOf } from "./fault-plan.ts";
import { isMeant, nameOf, type Place } from "./place.ts";

/** A fault that is to happen now: its rule, and chance of its own for what the rule leaves open. */
export type Strike<Name extends FaultName> = RuleOf<Name> & {
  /** A whole number from 0 up to `below`. */
  readonly pick: (below: number) => number;
};

/** What a seam asks. Where no plan is set, nothing ever strikes. */
export type Faults = {
  readonly active: () => boolean;
  /** Whether a fault is to happen at a place now. What is told so has to happen: it is in the log from here on. */
  readonly strike: <Name extends FaultName>(fault: Name, place: Place) => Strike<Name> | undefined;
  /** Waits. Rejects when the host stops in the meantime, and ends early when the plan is taken away. */
  readonly pause: (milliseconds: number) => Promise<void>;
};

export type FaultControl = {
  /** Takes the place of the plan before; all counting begins anew. */
  readonly set: (plan: FaultPlan) => void;
  /** No more faults; what is held up goes on at once. */
  readonly clear: () => void;
  readonly plan: () => FaultPlan | undefined;
  readonly close: () => void;
};

/** The host ended while something was held up; it is still owed. */
export class HeldUpAtTheEnd extends Error {
  override readonly name = "HeldUpAtTheEnd";
}

/**
 * The faults of one host. Each rule has in each place its own count and its own stream of chance. Whatever is done to
 * the plan, and every fault, is a line of JSON in `log`.
 */
export const openFaults = (log: string, now: () => number): Faults & FaultControl => {
  let plan: FaultPlan | undefined;
  let cleared = new AbortController();
  const closing = new AbortController();
  const seen = new Map<string, number>();
  const struck = new Map<string, number>();

  const write = (line: object): void =>
    appendFileSync(log, `${JSON.stringify({ time: new Date(now()).toISOString(), ...line })}\n`);

  const next = (counts: Map<string, number>, key: string): number => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };

  const change = (to: FaultPlan | undefined): void => {
    plan = to;
    seen.clear();
    struck.clear();
    cleared.abort();
    cleared = new AbortController();
  };

  /** Counts every rule that means the place, also when another one strikes. */
  const strike = <Name extends FaultName>(fault: Name, place: Place): Strike<Name> | undefined => {
    if (plan === undefined) return undefined;
    const { seed, rules } = plan;
    const isOfFault = (rule: FaultPlan["rules"][number]): rule is RuleOf<Name> => rule.fault === fault;
    let found: Strike<Name> | undefined;
    for (const [at, rule] of rules.entries()) {
      if (!isOfFault(rule) || !isMeant(rule.where, place)) continue;
      const stream = `${at + 1} ${nameOf(place)}`;
      const count = next(seen, stream);
      const { chance, nth, times } = rule;
      const due = nth === undefined ? draw(seed, stream, count) < (chance ?? 0) : count >= nth;
      const most = times ?? (nth === undefined ? Infinity : 1);
      if (!due || found !== undefined || (struck.get(stream) ?? 0) >= most) continue;
      next(struck, stream);
      write({ rule: at + 1, fault, place, count });
      found = { ...rule, pick: (below) => Math.floor(draw(seed, `${stream} pick`, count) * below) };
    }
    return found;
  };

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const ended = AbortSignal.any([closing.signal, cleared.signal]);
      const end = (): void => {
        clearTimeout(timer);
        ended.removeEventListener("abort", end);
        if (closing.signal.aborted) reject(new HeldUpAtTheEnd("The host is stopping"));
        else resolve();
      };
      const timer = setTimeout(end, milliseconds);
      ended.addEventListener("abort", end);
      if (ended.aborted) end();
    });

  return {
    active: () => plan !== undefined,
    strike,
    pause,
    set: (wanted) => {
      change(wanted);
      write({ plan: wanted });
    },
    clear: () => {
      if (plan !== undefined) write({ plan: null });
      change(undefined);
    },
    plan: () => plan,
    close: () => closing.abort(),
  };
};

/** For a service that stands alone: nothing goes wrong. */
export const noFaults: Faults = {
  active: () => false,
  strike: () => undefined,
  pause: () => Promise.resolve(),
};
