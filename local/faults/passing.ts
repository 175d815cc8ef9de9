import type { Faults } from "./faults.ts";
import { nameOf, type Place } from "./place.ts";

/** What goes from one service to another, one by one, each under a promise that it arrived. */
export type Passing = (place: Place, deliver: () => Promise<void>) => Promise<void>;

/** Deliveries that may be lost, come twice, late or out of order, as their senders promise no better. */
export const faultyPassing = (faults: Faults): Passing => {
  const heldBack = new Map<string, Set<() => void>>();

  const untilPassed = (name: string, milliseconds: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const waiting = heldBack.get(name) ?? new Set();
    const letGo = (): void => resolve(undefined);
    heldBack.set(name, waiting.add(letGo));
    return Promise.race([promise, faults.pause(milliseconds)]).finally(() => waiting.delete(letGo));
  };

  return async (place, deliver) => {
    if (!faults.active()) return deliver();
    if (faults.strike("drop", place) !== undefined) return;
    const late = faults.strike("delay", place);
    if (late !== undefined) await faults.pause(late.milliseconds);
    const name = nameOf(place);
    const behind = faults.strike("reorder", place);
    if (behind !== undefined) await untilPassed(name, behind.milliseconds);
    await deliver();
    if (faults.strike("duplicate", place) !== undefined) await deliver();
    for (const letGo of heldBack.get(name) ?? []) letGo();
  };
};
