import type { AccessionTerms, Decision, RestrictedUse } from "../../../shared/contract/accession.ts";
import { untilTested } from "../await-tests.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { printTerms } from "../batch-report.ts";
import { showTestReport } from "../test-report.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type BatchOptions = { readonly archive: string; readonly batch: string; readonly reason: string };

/** Who may decide what (functions/accession/decide-batch). */
const postFor = (decision: Decision): string => (decision === "closed" ? "archivist" : "approver");

const at = async (session: Session, options: Omit<BatchOptions, "reason">, post: string) => {
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
export const decideBatch = async (
  session: Session,
  decision: Decision,
  options: BatchOptions & { readonly exceptions?: string },
): Promise<ExitCode> => {
  const { archive, api } = await at(session, options, postFor(decision));
  const { reason, batch, exceptions } = options;
  printTerms(await api.decideBatch(archive.id, batch, { decision, reason, exceptions }), batch, session);
  return exitCode.done;
};

/** Waits for the tests of a closed batch and shows what they came to; `out` keeps the report's files and the signature in a folder. */
export const showReport = async (
  session: Session,
  options: Omit<BatchOptions, "reason"> & { readonly out?: string },
): Promise<ExitCode> => {
  const { archive, api } = await at(session, options, "archivist");
  await untilTested(session, api, archive.id, options.batch);
  const { batch: name, out: to } = options;
  return showTestReport(await api.getReport(archive.id, name), { to, name }, session);
};

/** Puts other restrictions under a batch, by the giver's written consent. */
export const amendBatch = async (
  session: Session,
  options: BatchOptions & { readonly forbid?: RestrictedUse[]; readonly consent: string },
): Promise<ExitCode> => {
  const { archive, api } = await at(session, options, "approver");
  const { reason, batch, forbid: restrictions = [], consent } = options;
  const body = { restrictions, consent: { reference: consent }, reason };
  printTerms(await api.amendBatch(archive.id, batch, body), batch, session);
  return exitCode.done;
};

/** Compares the volumes of a batch's hand-over list, on paper and as digital sets. Incomplete where they differ. */
export const compareSets = async (session: Session, options: Omit<BatchOptions, "reason">): Promise<ExitCode> => {
  const { say, print } = session;
  const { archive, api } = await at(session, options, "archivist");
  const { batch } = options;
  const { doubleIntake } = await api.compareSets(archive.id, batch);
  if (doubleIntake === undefined) {
    print(say("doubleNone", { batch }));
    return exitCode.incomplete;
  }
  const { paper, digital, matches, withoutDigital, withoutPaper, notListed } = doubleIntake;
  print(say(matches ? "doubleMatches" : "doubleDiffers", { paper, digital }));
  for (const code of withoutDigital) print(say("doubleWithoutDigital", { code: oneLine(code) }));
  for (const code of withoutPaper) print(say("doubleWithoutPaper", { code: oneLine(code) }));
  for (const code of notListed) print(say("doubleNotListed", { code: oneLine(code) }));
  return matches ? exitCode.done : exitCode.incomplete;
};
