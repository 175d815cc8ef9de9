import { join, resolve } from "node:path";
import { printCounts, printRefused, printUnsafe } from "../batch-report.ts";
import { assertBatchId, batchOfDay } from "../batch-of-day.ts";
import { CliFailure } from "../cli-failure.ts";
import { compareWithArchive } from "../compare-with-archive.ts";
import { assertOfBag, isBagPath, openBagPayload, printBagAccount } from "../deposit-bag.ts";
import type { BagPayload } from "../deposit-bag.ts";
import { sendMissing, waitUntilSafe } from "../deposit.ts";
import type { DepositWork } from "../deposit.ts";
import { printLeftOut, printNumbered, printSummary } from "../deposit-report.ts";
import { findArchive, findRegion, readEndpoints } from "../endpoints.ts";
import type { Archive, Region } from "../endpoints.ts";
import { isSettled } from "../follow-batch.ts";
import { intakeBucket } from "../intake-bucket.ts";
import { openJournal } from "../journal.ts";
import { prepareDeposit } from "../prepare-deposit.ts";
import type { DepositPlan } from "../prepare-deposit.ts";
import { startProgress } from "../progress.ts";
import { openApi } from "../session.ts";
import type { Session } from "../session.ts";
import { parseCatalogueKey } from "../../../shared/domain/catalogue-key.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type DepositOptions = {
  readonly archive: string;
  readonly batch: string | undefined;
  /** The first provisional code; false leaves loose scans out. */
  readonly numberFrom: string | undefined;
  readonly number: boolean;
  readonly wait: boolean;
  readonly resend: boolean;
  readonly atOnce: number;
};

/** Sends what the archive lacks of a folder, or of a bag that was found good, then waits until it is safe. */
export const deposit = async (session: Session, folderArgument: string, options: DepositOptions): Promise<ExitCode> => {
  const { world, language, say, tell } = session;
  const endpoints = await readEndpoints(world.home);
  const archive = findArchive(endpoints, options.archive);
  const region = findRegion(endpoints, archive.homeRegion);
  const batchId = options.batch ?? batchOfDay(world.now());
  assertBatchId(batchId);
  const folder = resolve(world.workingFolder, folderArgument);
  const api = openApi(session, endpoints, region.name, archive.id);
  const names = { archive: archive.id, name: archive.name[language], batch: batchId, region: region.name };
  tell(say("depositBegins", { folder, ...names }));
  const journal = openJournal(world.home, archive.id, batchId);
  const bucket = bucketOf(region, archive);
  const work = { session, api, bucket, region: region.name, archiveId: archive.id, batchId, journal };
  let bag: BagPayload | undefined;
  try {
    const unpackTo = join(world.home, "bags", `${archive.id}-${batchId}`);
    if (await isBagPath(folder))
      bag = await openBagPayload(session, folder, unpackTo, { archiveId: archive.id, batchId });
    return await depositFolder(bag?.folder ?? folder, options, { ...work, atOnce: options.atOnce }, bag);
  } finally {
    await bag?.close();
    bucket.close();
    journal.close();
  }
};

const bucketOf = (region: Region, { uploader }: Archive) =>
  intakeBucket({ s3: region.s3, region: region.name, bucket: region.buckets.intake, uploader });

const depositFolder = async (
  folder: string,
  options: DepositOptions,
  work: DepositWork,
  bag: BagPayload | undefined,
): Promise<ExitCode> => {
  const { session, archiveId, batchId, journal } = work;
  const { world, say, tell } = session;
  const plan = await planOf(folder, options, work);
  printNumbered(plan.numbered, session);
  printLeftOut(plan.leftOut, session);
  if (bag !== undefined) assertOfBag(plan.objects, bag);
  if (plan.objects.length === 0) throw new CliFailure(exitCode.incomplete, "folderEmpty", { folder });
  journal.begin(folder, world.now());
  const outcome = await sendMissing(plan.objects, options.resend, work);
  if (bag !== undefined && bag.brought.length > 0) await sendBrought(bag, options, work);
  world.signal.throwIfAborted();
  const failed = outcome.notSent.map(({ object, reason }) => ({ name: object.name, reason }));
  printLeftOut(failed, session);
  if (options.wait) tell(say("waitingBegins"));
  const standing = options.wait
    ? await waitUntilSafe([...outcome.inFlight, ...outcome.sent], plan.objects.length, work)
    : undefined;
  const refused = [...outcome.refused.values(), ...(standing?.refused ?? [])];
  const answered = new Set(refused.map(({ key }) => key));
  const inFlight = outcome.inFlight.filter(({ key }) => !answered.has(key));
  const leftOut = plan.leftOut.length + failed.length;
  printSummary({ ...outcome, inFlight, refused: refused.length, leftOut }, session);
  if (standing !== undefined) printCounts(standing.batch, session);
  printRefused(refused, session);
  if (standing !== undefined) printUnsafe(standing.batch, session);
  if (bag !== undefined) await accountFor(bag, plan, answered, work);
  const settled = standing !== undefined && isSettled(standing);
  if (options.wait && !settled) tell(say("waitingStopped", { archive: archiveId, batch: batchId }));
  const isComplete = (!options.wait || settled) && refused.length === 0 && failed.length === 0;
  return isComplete && plan.leftOut.every(isHarmless) ? exitCode.done : exitCode.incomplete;
};

/** Sends the catalogue and the histories of an exported bag, and waits for the catalogue. @throws CliFailure (incomplete) */
const sendBrought = async ({ brought }: BagPayload, options: DepositOptions, work: DepositWork): Promise<void> => {
  const { session, api, archiveId, batchId } = work;
  const { world, say, tell } = session;
  const { notSent } = await sendMissing(brought, options.resend, work);
  if (notSent.length > 0)
    throw new CliFailure(exitCode.incomplete, "bagChanged", { path: notSent[0]?.object.name ?? "" });
  tell(say("bagBrought", { count: brought.length }));
  const catalogue = brought.find(({ key }) => parseCatalogueKey(key) !== undefined);
  while (options.wait && catalogue !== undefined && !world.signal.aborted) {
    const { imports } = await api.listImports(archiveId, batchId);
    const found = imports.find(({ key }) => key === catalogue.key);
    if (found?.state === "failed" || (found?.state === "done" && found.counts.refused > 0))
      throw new CliFailure(exitCode.incomplete, "bagCatalogueRefused", { archive: archiveId, batch: batchId });
    if (found?.state === "done") return;
    const refused = (await api.getBatch(archiveId, batchId)).refused.find(({ key }) => key === catalogue.key);
    if (refused !== undefined)
      throw new CliFailure(exitCode.incomplete, "uploadRefused", { code: refused.code, reason: refused.detail });
    await world.pause(1000, world.signal);
  }
};

/** Asks the archive once more what it holds with the digests of the bag. */
const accountFor = async (
  bag: BagPayload,
  plan: DepositPlan,
  answered: ReadonlySet<string>,
  work: DepositWork,
): Promise<void> => {
  const { missing, refused } = await compareWithArchive(work.api, work.archiveId, work.batchId, plan.objects);
  // A key that is malformed is refused before its bytes are known.
  const isRefused = (key: string): boolean => refused.has(key) || (missing.has(key) && answered.has(key));
  const waiting = plan.objects.filter(({ key }) => missing.has(key) && !isRefused(key)).length;
  const no = plan.objects.filter(({ key }) => isRefused(key)).length;
  const held = plan.objects.length - waiting - no;
  const leftOut = bag.digests.size - plan.objects.length;
  printBagAccount({ files: bag.digests.size, held, refused: no, missing: waiting, leftOut }, work.session);
};

/** Left out because it is no scan, or because the person asked for it. */
const isHarmless = ({ reason }: DepositPlan["leftOut"][number]): boolean =>
  reason === "system-file" || reason === "not-a-scan" || reason === "not-numbered";

const planOf = async (folder: string, options: DepositOptions, work: DepositWork): Promise<DepositPlan> => {
  const { world, say } = work.session;
  const progress = startProgress(world.stderr, world.now);
  let total = 0;
  let done = 0;
  const show = (): void => progress.show([{ label: say("barDigest"), done, total, text: `${done}/${total}` }]);
  try {
    return await prepareDeposit({
      ...work,
      folder,
      home: world.home,
      now: world.now(),
      signal: world.signal,
      number: options.number,
      numberFrom: options.numberFrom,
      onFound: (files) => {
        total = files.length;
        show();
      },
      onDigest: () => {
        done += 1;
        show();
      },
    });
  } finally {
    progress.stop();
  }
};
