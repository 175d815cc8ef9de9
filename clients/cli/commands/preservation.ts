import type { ApiClient } from "../api-client.ts";
import { ApiProblem } from "../api-client.ts";
import { oneLine } from "../plain-text.ts";
import type { Session } from "../session.ts";
import { outcomeTexts, showTestReport } from "../test-report.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";
import { asPost } from "./destruction.ts";

type Of = { readonly archive: string; readonly batch: string; readonly out?: string };

const pollMilliseconds = 2000;

/** Every batch that is kept: what its last test came to, and when the next is due. */
export const listPreservation = async (session: Session, options: { readonly archive: string }): Promise<ExitCode> => {
  const { say, print } = session;
  const { archive: archiveId } = options;
  const api = await asPost(session, archiveId, "archivist");
  let cursor: string | undefined;
  let shown = 0;
  do {
    const { batches, cursor: next } = await api.listPreservationTests(archiveId, cursor);
    for (const { batchId, dueAt: due, last } of batches) {
      const batch = oneLine(batchId);
      print(
        last === undefined
          ? say("preservationUntested", { batch, due })
          : say("preservationLine", { batch, due, at: last.testedAt, outcome: say(outcomeTexts[last.outcome]) }),
      );
    }
    shown += batches.length;
    cursor = next;
  } while (cursor !== undefined);
  if (shown === 0) print(say("preservationNone"));
  return exitCode.done;
};

/** The report of the last test; `out` keeps its files and the signature in a folder. Incomplete where something stands against it. */
export const showPreservation = async (session: Session, options: Of): Promise<ExitCode> => {
  return show(session, await asPost(session, options.archive, "archivist"), options);
};

/** Has a batch tested now and waits for the report. */
export const testPreservation = async (
  session: Session,
  options: Of & { readonly reason: string },
): Promise<ExitCode> => {
  const { world, say, tell } = session;
  const { archive: archiveId, batch, reason } = options;
  const api = await asPost(session, archiveId, "archivist");
  const before = await lastTested(api, archiveId, batch);
  await api.askPreservationTest(archiveId, batch, reason);
  tell(say("preservationAwaited"));
  while (!world.signal.aborted) {
    const tested = await lastTested(api, archiveId, batch);
    if (tested !== before) return show(session, api, options);
    await world.pause(pollMilliseconds, world.signal);
  }
  return exitCode.incomplete;
};

const lastTested = async (api: ApiClient, archiveId: string, batch: string): Promise<string | undefined> => {
  try {
    return (await api.getReport(archiveId, batch, "preservation")).testedAt;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === "not-found") return undefined;
    throw error;
  }
};

const show = async (session: Session, api: ApiClient, { archive, batch, out }: Of): Promise<ExitCode> =>
  showTestReport(
    await api.getReport(archive, batch, "preservation"),
    { to: out, name: `${batch}.preservation` },
    session,
  );
