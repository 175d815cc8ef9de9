/** Tries again until `check` no longer throws; throws its last error after the deadline. */
export const eventually = async (check: () => unknown, deadlineMs = 30_000, pauseMs = 50): Promise<void> => {
  const until = performance.now() + deadlineMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
};
