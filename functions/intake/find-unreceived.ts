import { batchOfKey, parseIntakeKey } from "../../shared/domain/intake-key.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import type { IntakeVersion, IntakeVersions } from "../../shared/storage/intake-versions.ts";
import type { IntakeWalk } from "../../shared/storage/intake-walk.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import { asCreated, type ObjectCreatedMessage } from "./object-created.ts";

export type FindUnreceivedDeps = {
  readonly bucket: string;
  readonly versions: IntakeVersions;
  readonly batches: BatchStore;
  readonly walk: IntakeWalk;
  readonly intake: WorkQueue<ObjectCreatedMessage>;
  readonly clock: Clock;
  readonly limits: WalkLimits;
};

/** What one run may cost, however large the bucket is. */
export type WalkLimits = {
  readonly listsPerRun: number;
  /** At most 1000 (S3). */
  readonly versionsPerList: number;
  /** Once this many were found, no further list is asked for. */
  readonly foundPerRun: number;
};
export const walkLimits: WalkLimits = { listsPerRun: 10, versionsPerList: 500, foundPerRun: 500 };

/** The event of a younger version is presumed to be on its way. */
const patienceSeconds = 10 * 60;
/** A batch get's own limit. */
const askedAtOnce = 100;

/**
 * Finds object versions in the intake bucket that were never dealt with, and puts on the intake queue what S3's event would
 * have put there. Walks on from where the last run ended, and begins anew after the end. The place is moved after the
 * messages are sent: what ends between the two sends them again, and a version is dealt with once.
 */
export const findUnreceived = (deps: FindUnreceivedDeps) => async (): Promise<{ looked: number; found: number }> => {
  const { bucket, versions, walk, intake, limits } = deps;
  let [looked, found] = [0, 0];
  let place = await walk.step();
  for (let lists = 0; lists < limits.listsPerRun && found < limits.foundPerRun; lists += 1) {
    const listed = await versions.list(bucket, { after: place.after, limit: limits.versionsPerList });
    const unreceived = await unreceivedOf(deps, listed.found);
    for (const version of unreceived) await intake.send(asCreated(bucket, version));
    looked += listed.found.length;
    found += unreceived.length;
    try {
      place = await walk.move(place, listed.next);
    } catch (error) {
      // Another run walks on from there.
      if (error instanceof StateMoved) break;
      throw error;
    }
    if (place.after === undefined) break;
  }
  return { looked, found };
};

const unreceivedOf = async (
  { batches, clock }: FindUnreceivedDeps,
  versions: readonly IntakeVersion[],
): Promise<IntakeVersion[]> => {
  const before = clock().getTime() - patienceSeconds * 1000;
  const objects = versions
    .filter(({ modified }) => modified.getTime() < before)
    .map((version) => ({ ...version, ...batchOfKey(parseIntakeKey(version.key)) }));
  const found: IntakeVersion[] = [];
  for (let from = 0; from < objects.length; from += askedAtOnce)
    found.push(...(await batches.unknownOf(objects.slice(from, from + askedAtOnce))));
  return found;
};
