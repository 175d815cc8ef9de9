import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { askExportQuestion, exportAnswer } from "../../shared/contract/export-routes.ts";
import type { ExportTarget } from "../../shared/contract/exports.ts";
import { batchBar, explainExportFailure, pageBar, type ExportFailure } from "../../shared/domain/export-failure.ts";
import { askedExport, type ExportJob } from "../../shared/domain/export-job.ts";
import { parseReferenceCode } from "../../shared/domain/reference-code.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { mayExport, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { ExportStore } from "../../shared/storage/export-store.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import { exportAnswerOf } from "./export-answer.ts";
import { exportTold } from "./export-event.ts";
import { exportersOnly } from "./exporters-only.ts";

export type AskExportDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly accessions: Pick<AccessionStore, "get">;
  readonly pages: Pick<PageStore, "pagesOf">;
  readonly exports: ExportStore;
  readonly newEvent: EventIds;
  /** A name no other export has. */
  readonly newName: () => string;
};
type Question = z.output<typeof askExportQuestion> & { readonly archiveId: string; readonly language: Language };

/**
 * Asks for an export. What is plainly barred is refused at once; what only shows on the way ends the export, with its reason.
 * Asked again under the same name it is the same export.
 */
export const askExport =
  (deps: AskExportDeps) =>
  async (
    { archiveId, exportId = deps.newName(), reason, language, ...asked }: Question,
    viewer: Viewer,
  ): Promise<z.input<typeof exportAnswer>> => {
    exportersOnly(mayExport(viewer, archiveId));
    homeOnly(deps.archives, archiveId, deps.region);
    const of = canonical(asked.of);
    const before = await deps.exports.get(archiveId, exportId);
    if (before !== undefined) return exportAnswerOf(sameOnly(before, of), language, undefined);
    const barred = await barOf(deps, archiveId, of);
    if (barred !== undefined) throw new CallerError("not-now", explainExportFailure(barred));
    const { eventId, time } = deps.newEvent();
    const job = askedExport({ archiveId, exportId, of, actor: viewer.principal, reason, askedAt: time });
    try {
      await deps.exports.tell(undefined, job, { type: "export-asked", eventId, time, ...exportTold(job) });
      return exportAnswerOf(job, language, undefined);
    } catch (error) {
      const found = error instanceof StateMoved ? await deps.exports.get(archiveId, exportId) : undefined;
      if (found === undefined) throw error;
      return exportAnswerOf(sameOnly(found, of), language, undefined);
    }
  };

const canonical = (of: ExportTarget): ExportTarget => {
  if (of.level === "batch") return of;
  const read = parseReferenceCode(of.level, of.archivalCode);
  if (read === undefined)
    throw new CallerError("request-invalid", {
      zh: `“${of.archivalCode}”不是${of.level === "item" ? "件" : "案卷"}的档号。请核对档号和层级。`,
      en: `"${of.archivalCode}" is no archival code of ${of.level === "item" ? "an item" : "a volume"}. Check the code and the level.`,
    });
  return { ...of, archivalCode: read.canonical };
};

const sameOnly = (found: ExportJob, of: ExportTarget): ExportJob => {
  if (JSON.stringify(canonical(found.of)) === JSON.stringify(of)) return found;
  throw new CallerError("not-now", {
    zh: `导出编号 ${found.exportId} 已用于另一次导出。请另用一个编号。`,
    en: `Another export is called ${found.exportId}. Choose another name.`,
  });
};

const barOf = async (
  { accessions, pages }: AskExportDeps,
  archiveId: string,
  of: ExportTarget,
): Promise<ExportFailure | undefined> => {
  if (of.level === "volume") return undefined;
  if (of.level === "batch") {
    const batch = await accessions.get(archiveId, of.batchId);
    return batch === undefined ? { code: "batch-not-opened", facts: { batchId: of.batchId } } : batchBar(batch);
  }
  for (const page of await pages.pagesOf(archiveId, of.archivalCode)) {
    const barred = pageBar(page, await accessions.get(archiveId, page.batchId));
    if (barred !== undefined) return barred;
  }
  return undefined;
};
