import type { AccessionTerms, Decision } from "../../../shared/contract/accession.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { printTerms } from "../batch-report.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type BatchOptions = { readonly archive: string; readonly batch: string; readonly reason: string };

/** Who may decide what (functions/accession/decide-batch). */
const postFor = (decision: Decision): string => (decision === "closed" ? "archivist" : "approver");

const at = async (session: Session, options: BatchOptions, post: string) => {
  const endpoints = await readEndpoints(session.world.home);
  const archive = findArchive(endpoints, options.archive);
  assertBatchId(options.batch);
  return { archive, api: openPostApi(session, endpoints, archive, post) };
};

/** Opens a batch at the archive's home region. */
export const openBatch = async (
  session: Session,
  options: BatchOptions & { readonly terms: AccessionTerms },
): Promise<ExitCode> => {
  const { archive, api } = await at(session, options, "archivist");
  const { terms, reason, batch } = options;
  printTerms(await api.openBatch(archive.id, batch, { ...terms, reason }), batch, session);
  return exitCode.done;
};

/** Closes, accepts, returns or converts a batch. */
export const decideBatch = async (session: Session, decision: Decision, options: BatchOptions): Promise<ExitCode> => {
  const { archive, api } = await at(session, options, postFor(decision));
  const { reason, batch } = options;
  printTerms(await api.decideBatch(archive.id, batch, { decision, reason }), batch, session);
  return exitCode.done;
};
