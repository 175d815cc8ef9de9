import type { CheckProfile } from "../../shared/contract/check-profile.ts";
import type { CheckReport } from "../../shared/contract/check-report.ts";
import type { Evidence } from "../../shared/checks/evidence.ts";
import { reportOf } from "../../shared/checks/report-of.ts";
import { noteTested, owesTests, type Accession, type TestedNote } from "../../shared/domain/accession.ts";
import type { Facts } from "../../shared/domain/sentence.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { AccessionChanges } from "../../shared/storage/accession-changes.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { BagStore } from "../../shared/storage/bag-store.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import type { GatheredEvidence } from "../../shared/storage/gathered-evidence.ts";
import type { TestWalk } from "../../shared/storage/record-keys.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { BatchSurroundings } from "./batch-surroundings.ts";
import { gatherPages, type GatherPagesDeps } from "./gather-pages.ts";
import { readyToTest } from "./ready-to-test.ts";
import type { TestWork } from "./test-work.ts";

export type TestBatchDeps = GatherPagesDeps & {
  readonly accessions: AccessionStore;
  readonly batches: BatchStore;
  readonly bags: Pick<BagStore, "ofBatch">;
  readonly gathered: GatheredEvidence;
  readonly surroundings: BatchSurroundings;
  readonly profileOf: (archiveId: string) => CheckProfile;
  /** Keeps the report in all its forms, and signs it. */
  readonly keepReport: (report: CheckReport) => Promise<TestedNote["report"]>;
  readonly changes: AccessionChanges;
  readonly queue: WorkQueue<{ readonly detail: TestWork }>;
  readonly newEvent: EventIds;
  readonly clock: Clock;
};

/** The newest bags of a batch, of which it is asked whether they are unpacked. */
const bagsAtMost = 100;
/** After so many deliveries the reconciler reminds of the batch, which stays owed its tests. */
const waitsAtMost = 20;

/**
 * Tests a closed batch: waits until its pages are read and safe, gathers what is known of them slice by slice, runs every
 * check, keeps the report, and notes the batch as tested with the event, in one transaction. Every step may be repeated: a
 * slice is gathered anew, a report lies under its digest, and only a batch that is still closed is noted.
 * @throws TryAgain while the batch is not ready.
 */
export const testBatch =
  (deps: TestBatchDeps) =>
  async (work: Omit<TestWork, "stage">, { received }: Delivery): Promise<void> => {
    const { archiveId, batchId, walk } = work;
    const batch = await deps.accessions.get(archiveId, batchId);
    if (batch === undefined || !owesTests(batch)) return;
    if (walk === undefined) {
      const counts = await deps.batches.counts(archiveId, batchId);
      const [isReading, bags] = await Promise.all([
        deps.surroundings.isArriving(batch),
        deps.bags.ofBatch(archiveId, batchId, bagsAtMost),
      ]);
      if (!readyToTest(batch, counts, { isReading, bags }, deps.clock())) {
        if (received < waitsAtMost)
          throw new TryAgain("the batch is not read and safe yet", Math.min(60, 3 * received));
        return;
      }
    } else if (walk.of !== batch.writes) return;
    const goesOn = await gatherPages(deps, walkOf(batch), walk);
    if (goesOn === undefined) await conclude(deps, batch);
    else await deps.queue.send({ detail: { archiveId, batchId, stage: "transfer", walk: goesOn } });
  };

const walkOf = ({ archiveId, batchId, writes }: Accession): TestWalk => ({
  ...{ archiveId, batchId },
  stage: "transfer",
  of: writes,
});

/** Runs the checks over what was gathered and notes the batch as tested. */
const conclude = async (deps: TestBatchDeps, batch: Accession): Promise<void> => {
  const { accessions, gathered, changes, newEvent, clock } = deps;
  const { archiveId, batchId, writes } = batch;
  const evidence: Evidence = {
    stage: "transfer",
    at: clock().toISOString(),
    batch,
    pages: await gathered.all(walkOf(batch)),
    refused: await refusedOf(deps, batch),
    ...(await deps.surroundings.of(batch)),
  };
  const report = reportOf({ archiveId, batchId }, evidence, deps.profileOf(archiveId));
  const kept = await deps.keepReport(report);
  await retryWhenMoved(5, async () => {
    const said = newEvent();
    const before = await accessions.get(archiveId, batchId);
    if (before?.writes !== writes) return;
    const { outcome, against } = report;
    const step = { actor: "service:accession", at: said.time, reason: "four-property tests" };
    const noted = noteTested(before, step, { outcome, against, report: kept });
    if (!noted.ok) return;
    const event = { ...said, archiveId, actor: step.actor, batchId, reason: step.reason };
    await changes.move(before, noted.after, {
      type: "batch-tested",
      ...event,
      outcome,
      against,
      reportSha256: kept.json,
    });
  });
  await gathered.clear(walkOf(batch));
};

const threatIn = ({ threat }: Facts): Pick<Evidence["refused"][number], "threat"> =>
  typeof threat === "string" ? { threat } : {};

const refusedOf = async (
  { batches }: TestBatchDeps,
  { archiveId, batchId }: Accession,
): Promise<Evidence["refused"]> => {
  const refused: Evidence["refused"][number][] = [];
  let after: string | undefined;
  do {
    const { found, next } = await batches.refused(archiveId, batchId, after);
    refused.push(
      ...found.map(({ objectKey, refusal: { code, facts } }) => ({ key: objectKey, code, ...threatIn(facts) })),
    );
    after = next;
  } while (after !== undefined);
  return refused;
};
