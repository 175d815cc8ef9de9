import { durationText, bytesText } from "./amounts.ts";
import type { ApiClient } from "./api-client.ts";
import { pageMeasures } from "./batch-report.ts";
import { wholeBatch } from "./batch-state.ts";
import { compareWithArchive } from "./compare-with-archive.ts";
import type { Comparison } from "./compare-with-archive.ts";
import { followBatch } from "./follow-batch.ts";
import type { Standing } from "./follow-batch.ts";
import type { IntakeBucket } from "./intake-bucket.ts";
import type { Journal, SentObject } from "./journal.ts";
import { startProgress } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { sendObjects } from "./send-objects.ts";
import type { DepositObject, NotSent } from "./send-objects.ts";
import { patienceOf } from "./session.ts";
import type { Session } from "./session.ts";

/** The objects of a deposit by what has to be done with them. */
export type Division = {
  readonly toSend: readonly DepositObject[];
  readonly held: readonly DepositObject[];
  /** Acknowledged by S3 earlier, not yet taken by the service. */
  readonly inFlight: readonly SentObject[];
  readonly refused: Comparison["refused"];
};

/** An object that was sent with these bytes is not sent again, unless `resend` and the archive still lacks it. */
const divideObjects = (
  objects: readonly DepositObject[],
  { missing, refused }: Comparison,
  journal: Pick<Journal, "sentOf">,
  resend: boolean,
): Division => {
  const toSend: DepositObject[] = [];
  const held: DepositObject[] = [];
  const inFlight: SentObject[] = [];
  for (const object of objects) {
    const sent = journal.sentOf(object.key);
    if (refused.has(object.key)) continue;
    if (!missing.has(object.key)) held.push(object);
    else if (!resend && sent?.sha256 === object.sha256) inFlight.push(sent);
    else toSend.push(object);
  }
  return { toSend, held, inFlight, refused };
};

export type DepositWork = {
  readonly session: Session;
  readonly api: ApiClient;
  readonly bucket: IntakeBucket;
  readonly region: string;
  readonly archiveId: string;
  readonly batchId: string;
  readonly journal: Journal;
  readonly atOnce: number;
};

/** Asks what is missing and sends it. */
export const sendMissing = async (
  objects: readonly DepositObject[],
  resend: boolean,
  work: DepositWork,
): Promise<Division & { readonly notSent: readonly NotSent[]; readonly sent: readonly SentObject[] }> => {
  const { api, archiveId, batchId, journal, session } = work;
  const compared = await compareWithArchive(api, archiveId, batchId, objects);
  const division = divideObjects(objects, compared, journal, resend);
  if (division.toSend.length === 0) return { ...division, notSent: [], sent: [] };
  const { refused } = await wholeBatch(api, archiveId, batchId);
  const refusedAt = new Map(refused.map(({ key, at }) => [key, at]));
  const progress = startProgress(session.world.stderr, session.world.now);
  try {
    const measured = measureSending(division.toSend, session, progress);
    const sent: SentObject[] = [];
    const notSent = await sendObjects(division.toSend, {
      ...work,
      patience: { ...patienceOf(session, work.region), ...noteRetries(session, work.region, progress) },
      refusedBefore: (key) => refusedAt.get(key),
      onBytes: measured.onBytes,
      onSent: ({ key, sha256 }) => {
        sent.push({ key, sha256, refusedBefore: refusedAt.get(key) });
        measured.onSent();
      },
    });
    return { ...division, notSent, sent };
  } finally {
    progress.stop();
  }
};

/** While bars are on the screen a line may only go above them. */
const noteRetries = (session: Session, region: string, progress: Progress) => ({
  onRetry: patienceOf({ ...session, tell: (line) => progress.note(line) }, region).onRetry ?? (() => undefined),
});

const measureSending = (objects: readonly DepositObject[], { world, say }: Session, progress: Progress) => {
  const totalBytes = objects.reduce((sum, { bytes }) => sum + bytes, 0);
  const begunAt = world.now();
  let files = 0;
  let bytes = 0;
  const show = (): void => {
    const seconds = (world.now() - begunAt) / 1000;
    const rate = seconds > 0 ? bytes / seconds : 0;
    const left = rate > 0 ? durationText((totalBytes - bytes) / rate) : "–";
    progress.show([
      { label: say("barFiles"), done: files, total: objects.length, text: `${files}/${objects.length}` },
      {
        label: say("barBytes"),
        done: bytes,
        total: totalBytes,
        text: say("barRate", { done: bytesText(bytes), total: bytesText(totalBytes), rate: bytesText(rate), left }),
      },
    ]);
  };
  show();
  return {
    onBytes: (more: number): void => {
      bytes += more;
      show();
    },
    onSent: (): void => {
      files += 1;
      show();
    },
  };
};

/**
 * Watches until everything sent is accepted or refused and every page of the batch is safe, or the person stops.
 * `objects`: how many there are in all, those not waited for included.
 */
export const waitUntilSafe = async (
  waiting: readonly SentObject[],
  objects: number,
  work: DepositWork,
): Promise<Standing | undefined> => {
  const { session, api, archiveId, batchId } = work;
  const { world, say } = session;
  const progress = startProgress(world.stderr, world.now);
  try {
    return await followBatch(waiting, {
      api,
      archiveId,
      batchId,
      now: world.now,
      pause: world.pause,
      signal: world.signal,
      onStanding: (standing) => progress.show(measuresOf(standing, objects, session)),
      onQuiet: (standing) =>
        progress.note(
          standing.waiting.length > 0
            ? say("quietInFlight", { count: standing.waiting.length })
            : say("quietUnsafe", { count: standing.batch.counts.unsafe }),
        ),
    });
  } finally {
    progress.stop();
  }
};

const measuresOf = ({ batch, waiting }: Standing, objects: number, { say }: Session) => {
  const { refused } = batch.counts;
  const dealtWith = objects - waiting.length;
  return [
    {
      label: say("barAccepted"),
      done: dealtWith,
      total: objects,
      text: say("barAcceptedText", { done: dealtWith, total: objects, refused }),
    },
    ...pageMeasures(batch, say),
  ];
};
