/** How often and how patiently a call to the network is repeated. */
export type Patience = {
  readonly attempts: number;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Told before each pause. */
  readonly onRetry?: (error: unknown, waitMilliseconds: number) => void;
};

/** 0.5 s, 1 s, 2 s … at most 8 s. */
const waitBefore = (attempt: number): number => Math.min(500 * 2 ** (attempt - 1), 8000);

/** Repeats `work` while its failure is passing. The last failure is thrown; so is any once the signal has aborted. */
export const withPatience = async <T>(
  { attempts, pause, signal, onRetry }: Patience,
  isPassing: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || signal.aborted || !isPassing(error)) throw error;
      const wait = waitBefore(attempt);
      onRetry?.(error, wait);
      await pause(wait, signal);
    }
  }
};
