import type { Crash } from "../lambda/invocation.ts";
import type { Faults } from "./faults.ts";
import type { Place } from "./place.ts";

/** Calls among which one is drawn where a rule names none. */
const CALLS = 8;

/** Whether, and where, the process of an invocation that begins now is to die. */
export const crashOf = (faults: Faults, place: Place): Crash | undefined => {
  const strike = faults.strike("crash", place);
  if (strike === undefined) return undefined;
  return { call: strike.call ?? strike.pick(CALLS) + 1, moment: strike.moment };
};
