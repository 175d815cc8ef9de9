/** Chance that is the same for the same seed, on every machine. */
export type Chance = {
  /** From 0 up to, but not, 1. */
  readonly next: () => number;
  /** Whether something of this probability happens. */
  readonly hits: (probability: number) => boolean;
  /** A whole number from `least` to `most`, both of them possible. */
  readonly between: (least: number, most: number) => number;
  /** One of them. @throws RangeError when there is none. */
  readonly pick: <T>(of: readonly T[]) => T;
};

/** Source: mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
export const seededChance = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    hits: (probability) => next() < probability,
    between,
    pick: (of) => {
      const picked = of[between(0, of.length - 1)];
      if (picked === undefined) throw new RangeError("nothing to pick from");
      return picked;
    },
  };
};
