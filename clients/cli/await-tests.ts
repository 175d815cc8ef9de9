import type { ApiClient } from "./api-client.ts";
import { pageMeasures } from "./batch-report.ts";
import { startProgress } from "./progress.ts";
import type { Session } from "./session.ts";

const pollMilliseconds = 2000;

/** Waits, if a batch is closed, until it is tested or the wait is stopped: tests begin when the batch is read and safe. */
export const untilTested = async (
  { world, say, tell }: Session,
  api: Pick<ApiClient, "getBatch">,
  archiveId: string,
  batchId: string,
): Promise<void> => {
  const isAwaited = async (): Promise<boolean> =>
    (await api.getBatch(archiveId, batchId)).accession?.state === "closed";
  if (!(await isAwaited())) return;
  tell(say("reportAwaited"));
  const progress = startProgress(world.stderr, world.now);
  try {
    while (!world.signal.aborted) {
      const batch = await api.getBatch(archiveId, batchId);
      progress.show(pageMeasures(batch, say));
      if (batch.accession?.state !== "closed") return;
      await world.pause(pollMilliseconds, world.signal);
    }
  } finally {
    progress.stop();
  }
};
