import {
  failedBy,
  hasEnded,
  plannedAs,
  readyAs,
  type ExportJob,
  type ExportPlan,
} from "../../shared/domain/export-job.ts";
import type { ExportFailure } from "../../shared/domain/export-failure.ts";
import type { CopyManifest } from "../../shared/domain/region-copy.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import { UploadGone, type ExportObjects } from "../../shared/storage/export-objects.ts";
import type { ExportStore } from "../../shared/storage/export-store.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { ExportBarred } from "./export-barred.ts";
import { exportTold } from "./export-event.ts";
import type { ExportWork } from "./export-work.ts";
import { heldAmong } from "./held-among.ts";
import type { Written } from "./write-slice.ts";

export type WriteBagDeps = {
  readonly region: string;
  readonly accessions: Pick<AccessionStore, "get">;
  readonly pages: Pick<PageStore, "get" | "item">;
  readonly exports: ExportStore;
  readonly objects: Pick<ExportObjects, "complete" | "abort">;
  readonly plan: (job: ExportJob) => Promise<ExportPlan>;
  readonly writeSlice: (job: ExportJob, plan: ExportPlan, until: Date) => Promise<Written>;
  /** Its own queue. */
  readonly queue: WorkQueue<{ readonly detail: ExportWork }>;
  /** Has a page's bytes read again, and mended from a copy. */
  readonly proof: WorkQueue<CopyManifest>;
  readonly newEvent: EventIds;
  readonly clock: Clock;
  readonly sliceSeconds: number;
};

/**
 * Goes on with an export where it stands, for one slice of time: plans the bag, writes its parts, puts them together. Each step
 * may be repeated; a run that finds that another has gone on leaves the export to it. Before each slice, and before the bag can
 * be fetched, it is asked whether a batch in it has been held meanwhile.
 */
export const writeExport =
  (deps: WriteBagDeps) =>
  async ({ archiveId, exportId }: ExportWork): Promise<void> => {
    const found = await deps.exports.get(archiveId, exportId);
    if (found === undefined || hasEnded(found)) return;
    const until = new Date(deps.clock().getTime() + deps.sliceSeconds * 1000);
    try {
      await goOn(deps, found, until);
    } catch (error) {
      if (error instanceof StateMoved) return;
      const barred = barredBy(error);
      if (barred === undefined) throw error;
      await fail(deps, found, barred);
    }
  };

const barredBy = (error: unknown): ExportBarred | undefined => {
  if (error instanceof UploadGone) return new ExportBarred({ code: "upload-gone", facts: {} });
  return error instanceof ExportBarred ? error : undefined;
};

const goOn = async (deps: WriteBagDeps, found: ExportJob, until: Date): Promise<void> => {
  const { exports, clock, queue } = deps;
  const job = found.plan === undefined ? plannedAs(found, await deps.plan(found)) : found;
  if (job !== found) await beginPlanned(deps, found, job);
  const { plan } = job;
  if (plan === undefined) return;
  await freeOnly(deps, job, plan);
  const written = await deps.writeSlice(job, plan, until);
  if (written.is === "over") {
    await queue.send({ detail: { archiveId: job.archiveId, exportId: job.exportId } });
    return;
  }
  const bytes = await deps.objects.complete(job, plan.uploadId);
  await freeOnly(deps, job, plan);
  const { eventId, time } = deps.newEvent();
  const { manifestSha256 } = written.written;
  const ready = readyAs(written.job, plan, { at: clock().toISOString(), bytes, manifestSha256 });
  const { items, files } = plan;
  await exports.tell(written.job, ready, {
    type: "exported",
    eventId,
    time,
    ...exportTold(job),
    ...{ items, files, manifestSha256 },
  });
};

/** Notes the plan. Another run that was first has begun an upload of its own. @throws StateMoved */
const beginPlanned = async ({ exports, objects, clock }: WriteBagDeps, before: ExportJob, after: ExportJob) => {
  try {
    await exports.step(before, after, clock().toISOString());
  } catch (error) {
    if (error instanceof StateMoved && after.plan !== undefined) await objects.abort(after, after.plan.uploadId);
    throw error;
  }
};

/** @throws ExportBarred when a batch that the bag has pages of is held. */
const freeOnly = async ({ accessions }: WriteBagDeps, { archiveId }: ExportJob, plan: ExportPlan): Promise<void> => {
  const held = await heldAmong(accessions, archiveId, plan.batches);
  if (held !== undefined) throw new ExportBarred(held);
};

/** Ends an export without a bag. A file that is wrong is read again by whoever proves copies, and so comes to be mended. */
const fail = async (deps: WriteBagDeps, { archiveId, exportId }: ExportJob, barred: ExportBarred): Promise<void> => {
  const { exports, objects, newEvent } = deps;
  const before = await exports.get(archiveId, exportId);
  if (before === undefined || hasEnded(before)) return;
  if (before.plan !== undefined) await objects.abort(before, before.plan.uploadId);
  if (barred.page !== undefined) await askForProof(deps, archiveId, barred.page);
  try {
    await note(exports, before, barred.failure, newEvent());
  } catch (error) {
    if (!(error instanceof StateMoved)) throw error;
  }
};

const note = (
  exports: ExportStore,
  before: ExportJob,
  failure: ExportFailure,
  said: ReturnType<EventIds>,
): Promise<void> =>
  exports.tell(before, failedBy(before, failure), {
    type: "export-failed",
    ...said,
    ...exportTold(before),
    code: failure.code,
  });

const askForProof = async (
  { region, pages, proof, clock }: WriteBagDeps,
  archiveId: string,
  { archivalCode, page: number }: NonNullable<ExportBarred["page"]>,
): Promise<void> => {
  const [page, item] = await Promise.all([
    pages.get({ archiveId, archivalCode, page: number }),
    pages.item(archiveId, archivalCode),
  ]);
  const now = clock().toISOString();
  if (page !== undefined && item !== undefined)
    await proof.send({ from: region, to: region, page, item, sentAt: now, since: now });
};
