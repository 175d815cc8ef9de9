/** Does `work` for every item, several at a time, in order of beginning. The first failure ends it and is thrown. */
export const severalAtOnce = async <T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = items.values();
  let failed = false;
  const line = async (): Promise<void> => {
    for (const item of queue) {
      if (failed || signal.aborted) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, line));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
};
