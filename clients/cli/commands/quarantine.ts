import type * as z from "zod";
import type { quarantinedBatch, QuarantineDecision } from "../../../shared/contract/quarantine.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

type Held = z.infer<typeof quarantinedBatch>;
export type QuarantineOptions = { readonly archive: string };
export type QuarantineBatchOptions = QuarantineOptions & { readonly batch: string };

const at = async (session: Session, archiveId: string) => {
  const endpoints = await readEndpoints(session.world.home);
  const archive = findArchive(endpoints, archiveId);
  return { archive, api: openPostApi(session, endpoints, archive, "security-officer") };
};

const placeOf = ({ archivalCode, page }: Pick<NonNullable<Held["why"]>, "archivalCode" | "page">): string =>
  [archivalCode, page].filter((part) => part !== undefined).join("/");

const printBatch = ({ batchId, held, why, cleared }: Held, { say, print }: Session): void => {
  print(say(held ? "quarantineHeld" : "quarantineNotHeld", { batch: batchId }));
  if (why !== undefined)
    print(`  ${say("quarantineWhy", { mark: oneLine(why.mark), place: placeOf(why), by: why.by, at: why.at })}`);
  for (const found of cleared) {
    const { mark, releasedBy, releasedAt, reason } = found;
    const facts = { mark: oneLine(mark), place: placeOf(found), by: releasedBy, at: releasedAt };
    print(`  ${say("quarantineCleared", { ...facts, reason: oneLine(reason) })}`);
  }
};

/** The batches that are held, with why. Incomplete while any is. */
export const listQuarantine = async (session: Session, options: QuarantineOptions): Promise<ExitCode> => {
  const { api } = await at(session, options.archive);
  let cursor: string | undefined;
  let held = 0;
  do {
    const answer = await api.listQuarantine({ cursor });
    for (const batch of answer.batches) printBatch(batch, session);
    held += answer.batches.length;
    cursor = answer.cursor;
  } while (cursor !== undefined);
  if (held === 0) session.print(session.say("quarantineNone"));
  return held === 0 ? exitCode.done : exitCode.incomplete;
};

/** One batch, held or not, with everything that was ever found in it. */
export const showQuarantine = async (session: Session, options: QuarantineBatchOptions): Promise<ExitCode> => {
  const { api } = await at(session, options.archive);
  assertBatchId(options.batch);
  const { batches } = await api.listQuarantine({ batch: options.batch });
  for (const batch of batches) printBatch(batch, session);
  if (batches.length === 0) session.print(session.say("quarantineNotHeld", { batch: options.batch }));
  return exitCode.done;
};

/** Holds a batch, or releases it. */
export const decideQuarantine = async (
  session: Session,
  decision: QuarantineDecision,
  options: QuarantineBatchOptions & { readonly reason: string },
): Promise<ExitCode> => {
  const { archive, api } = await at(session, options.archive);
  assertBatchId(options.batch);
  const { batch, reason } = options;
  printBatch(await api.decideQuarantine(archive.id, batch, { decision, reason }), session);
  return exitCode.done;
};
