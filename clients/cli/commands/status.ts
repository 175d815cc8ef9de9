import { wholeBatch } from "../batch-state.ts";
import { areBagsDone, printBags } from "../bags-of-batch.ts";
import { printCounts, printRefused, printTerms, printUnsafe } from "../batch-report.ts";
import { assertBatchId, batchOfDay } from "../batch-of-day.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { lastBatch } from "../journal.ts";
import { openApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type StatusOptions = { readonly archive: string; readonly batch?: string; readonly json?: boolean };

/** Shows where a batch stands. Incomplete while anything is refused, left in a bag, or not yet safe. */
export const showStatus = async (session: Session, options: StatusOptions): Promise<ExitCode> => {
  const { world, print } = session;
  const endpoints = await readEndpoints(world.home);
  const archive = findArchive(endpoints, options.archive);
  const batchId = options.batch ?? lastBatch(world.home, archive.id) ?? batchOfDay(world.now());
  assertBatchId(batchId);
  const api = openApi(session, endpoints, archive.homeRegion, archive.id);
  const batch = await wholeBatch(api, archive.id, batchId);
  if (options.json === true) print(JSON.stringify(batch, undefined, 2));
  else {
    if (batch.accession !== undefined) printTerms(batch.accession, batchId, session);
    printCounts(batch, session);
    printRefused(batch.refused, session);
    printBags(batch.bags, session);
    printUnsafe(batch, session);
  }
  const isDone = batch.refused.length === 0 && batch.counts.unsafe === 0 && areBagsDone(batch.bags);
  return isDone ? exitCode.done : exitCode.incomplete;
};
