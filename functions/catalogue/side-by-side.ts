type UnderWay<T> = { readonly about: ReadonlySet<string>; readonly result: Promise<T> };

/**
 * Does pieces of work side by side, at most so many at once, and tells what they came to in the order in which they were
 * started. A piece about something that one under way is about too waits until that is done and told.
 */
export const sideBySide = <T>(most: number, tell: (result: T) => Promise<void>) => {
  const underWay: UnderWay<T>[] = [];
  const tellFirst = async (): Promise<void> => {
    const [first] = underWay;
    if (first === undefined) return;
    const result = await first.result;
    underWay.shift();
    await tell(result);
  };
  const isTouched = (about: ReadonlySet<string>): boolean =>
    underWay.some((other) => [...about].some((name) => other.about.has(name)));

  return {
    /** @throws what pieces started earlier, or the telling of them, failed with. */
    async start(about: ReadonlySet<string>, work: () => Promise<T>): Promise<void> {
      while (underWay.length >= most || isTouched(about)) await tellFirst();
      const result = work();
      // Thrown when its turn to be told comes.
      result.catch(() => undefined);
      underWay.push({ about, result });
    },
    /** Until all is done and told. @throws as `start`. */
    async finish(): Promise<void> {
      while (underWay.length > 0) await tellFirst();
    },
    /** Until nothing is under way any more, whatever it comes to. */
    async settle(): Promise<void> {
      await Promise.allSettled(underWay.map(({ result }) => result));
    },
  };
};
export type SideBySide<T> = ReturnType<typeof sideBySide<T>>;
