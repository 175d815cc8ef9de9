import { checkReport } from "../../../shared/contract/check-report.ts";
import type { ApiClient } from "../api-client.ts";
import { ApiProblem } from "../api-client.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { fetchReport, outcomeTexts, printReport, saveReport } from "../test-report.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

type Of = { readonly archive: string; readonly batch: string; readonly out?: string };

const pollMilliseconds = 2000;

const at = async (session: Session, options: { readonly archive: string }) => {
  const endpoints = await readEndpoints(session.world.home);
  const archive = findArchive(endpoints, options.archive);
  return { archiveId: archive.id, api: openPostApi(session, endpoints, archive, "archivist") };
};

/** Every batch that is kept: what its last test came to, and when the next is due. */
export const listPreservation = async (session: Session, options: { readonly archive: string }): Promise<ExitCode> => {
  const { say, print } = session;
  const { archiveId, api } = await at(session, options);
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
  const { archiveId, api } = await at(session, options);
  return show(session, api, archiveId, options);
};

/** Has a batch tested now and waits for the report. */
export const testPreservation = async (
  session: Session,
  options: Of & { readonly reason: string },
): Promise<ExitCode> => {
  const { world, say, tell } = session;
  const { archiveId, api } = await at(session, options);
  const { batch, reason } = options;
  const before = await lastTested(api, archiveId, batch);
  await api.askPreservationTest(archiveId, batch, reason);
  tell(say("preservationAwaited"));
  while (!world.signal.aborted) {
    const tested = await lastTested(api, archiveId, batch);
    if (tested !== before) return show(session, api, archiveId, options);
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

const show = async (session: Session, api: ApiClient, archiveId: string, { batch, out }: Of): Promise<ExitCode> => {
  const answer = await api.getReport(archiveId, batch, "preservation");
  const files = await fetchReport(answer.files);
  printReport(checkReport.parse(JSON.parse(files.json.toString("utf8"))), session);
  if (out !== undefined)
    await saveReport(out, `${batch}.preservation`, { ...files, jws: Buffer.from(answer.signature) }, session);
  return answer.against.length > 0 ? exitCode.incomplete : exitCode.done;
};
