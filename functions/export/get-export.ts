import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { exportAnswer } from "../../shared/contract/export-routes.ts";
import { explainExportFailure } from "../../shared/domain/export-failure.ts";
import type { ExportJob } from "../../shared/domain/export-job.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { mayExport, type Viewer } from "../../shared/domain/viewer.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import { bagLinkSeconds, type ExportObjects } from "../../shared/storage/export-objects.ts";
import type { ExportStore } from "../../shared/storage/export-store.ts";
import { exportAnswerOf, fileNameOf } from "./export-answer.ts";
import { exportersOnly } from "./exporters-only.ts";
import { heldAmong } from "./held-among.ts";

export type GetExportDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly accessions: Pick<AccessionStore, "get">;
  readonly exports: Pick<ExportStore, "get">;
  readonly objects: Pick<ExportObjects, "link">;
  readonly clock: Clock;
};

type Question = { readonly archiveId: string; readonly exportId: string; readonly language: Language };

/** How an export stands. Of a bag that is ready, a link to it, unless a batch in it has been held since, or it has expired. */
export const getExport =
  ({ region, archives, accessions, exports, objects, clock }: GetExportDeps) =>
  async ({ archiveId, exportId, language }: Question, viewer: Viewer): Promise<z.input<typeof exportAnswer>> => {
    exportersOnly(mayExport(viewer, archiveId));
    homeOnly(archives, archiveId, region);
    const job = await exports.get(archiveId, exportId);
    if (job === undefined) throw notThere(exportId);
    if (job.bag === undefined) return exportAnswerOf(job, language, undefined);
    const held = await heldAmong(accessions, archiveId, job.plan?.batches ?? []);
    if (held !== undefined) throw new CallerError("not-now", explainExportFailure(held));
    if (job.bag.expiresAt <= clock().toISOString()) throw expired(job);
    const url = await objects.link(job, fileNameOf(job));
    return exportAnswerOf(job, language, { url, linkSeconds: bagLinkSeconds });
  };

const notThere = (exportId: string): CallerError =>
  new CallerError("not-found", {
    zh: `没有编号为 ${exportId} 的导出。请核对编号。`,
    en: `There is no export ${exportId}. Check its name.`,
  });

const expired = ({ exportId }: ExportJob): CallerError =>
  new CallerError("not-now", {
    zh: `导出 ${exportId} 的包已过期并清除。请重新导出。`,
    en: `The bag of export ${exportId} has expired and was removed. Export again.`,
  });
