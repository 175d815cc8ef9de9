import type { Evidence } from "../../shared/checks/evidence.ts";
import { reportOf } from "../../shared/checks/report-of.ts";
import type { CheckProfile } from "../../shared/contract/check-profile.ts";
import type { CheckReport } from "../../shared/contract/check-report.ts";
import type { Accession, TestedNote } from "../../shared/domain/accession.ts";
import { isDue, isKept, postponed, tested, type Preservation } from "../../shared/domain/preservation.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { GatheredEvidence } from "../../shared/storage/gathered-evidence.ts";
import type { PreservationChanges } from "../../shared/storage/preservation-changes.ts";
import type { PreservationStore } from "../../shared/storage/preservation-store.ts";
import type { TestWalk } from "../../shared/storage/record-keys.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import { gatherPages, type GatherPagesDeps } from "./gather-pages.ts";
import { describedOfKept, type KeptSurroundingsDeps } from "./kept-surroundings.ts";
import type { TestWork } from "./test-work.ts";

export type TestKeptDeps = GatherPagesDeps &
  KeptSurroundingsDeps & {
    readonly accessions: AccessionStore;
    readonly preservations: Pick<PreservationStore, "get">;
    readonly changes: PreservationChanges;
    readonly gathered: GatheredEvidence;
    readonly scanner: string | undefined;
    readonly profileOf: (archiveId: string) => CheckProfile;
    /** Keeps the report in all its forms, and signs it. */
    readonly keepReport: (report: CheckReport) => Promise<TestedNote["report"]>;
    readonly queue: WorkQueue<{ readonly detail: TestWork }>;
    readonly newEvent: EventIds;
    readonly clock: Clock;
  };

/**
 * Tests what is kept of a batch when that is due: gathers what is known of its pages slice by slice, runs the checks of long-term
 * preservation, keeps the report, and notes it with the event, in one transaction. Every step may be repeated; what was asked for
 * again meanwhile, or concluded by another delivery, is left to that.
 */
export const testKept =
  (deps: TestKeptDeps) =>
  async ({ archiveId, batchId, walk }: Omit<TestWork, "stage">): Promise<void> => {
    const { preservations, changes, accessions, queue, clock } = deps;
    const due = await preservations.get(archiveId, batchId);
    if (due === undefined || !isDue(due, clock())) return;
    if (walk !== undefined && walk.of !== due.writes) return;
    const batch = await accessions.get(archiveId, batchId);
    if (!isKept(batch)) return unlessMoved(changes.move(due, postponed(due, clock())));
    const goesOn = await gatherPages(deps, walkOf(due), walk);
    if (goesOn !== undefined)
      return queue.send({ detail: { archiveId, batchId, stage: "preservation", walk: goesOn } });
    await unlessMoved(conclude(deps, due, batch));
    await deps.gathered.clear(walkOf(due));
  };

const walkOf = ({ archiveId, batchId, writes }: Preservation): TestWalk => ({
  ...{ archiveId, batchId },
  stage: "preservation",
  of: writes,
});

const unlessMoved = (moving: Promise<void>): Promise<void> =>
  moving.catch((error: unknown) => {
    if (!(error instanceof StateMoved)) throw error;
  });

/** Runs the checks over what was gathered and notes what they came to. */
const conclude = async (deps: TestKeptDeps, due: Preservation, batch: Accession | undefined): Promise<void> => {
  const { changes, gathered, scanner, profileOf, keepReport, newEvent, clock } = deps;
  const { archiveId, batchId } = due;
  const profile = profileOf(archiveId);
  const pages = await gathered.all(walkOf(due));
  if (pages.length === 0) return changes.move(due, tested(due, undefined, clock(), profile.preservationDays));
  const evidence: Evidence = {
    ...{ stage: "preservation", at: clock().toISOString(), batch, pages, scanner },
    items: await describedOfKept(deps, due, pages),
    ...{ unreadRows: 0, unreadCatalogues: [], sent: undefined, refused: [], packages: [] },
  };
  const report = reportOf({ archiveId, batchId }, evidence, profile);
  const kept = await keepReport(report);
  const { outcome, against } = report;
  const said = newEvent();
  const note = { outcome, against, report: kept };
  await changes.move(due, tested(due, note, new Date(said.time), profile.preservationDays), {
    ...said,
    type: "preservation-tested",
    ...{ archiveId, batchId, actor: "service:accession", reason: "four-property tests of what is kept" },
    ...{ outcome, against, reportSha256: kept.json },
  });
};
