import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { testReportAnswer } from "../../shared/contract/evidence-routes.ts";
import type { CheckStage } from "../../shared/contract/checks.ts";
import type { TestedNote } from "../../shared/domain/accession.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import { addressSeconds, type Evidence } from "../../shared/storage/evidence.ts";
import type { PreservationStore } from "../../shared/storage/preservation-store.ts";
import { reportFiles } from "./report-files.ts";

export type GetReportDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly accessions: Pick<AccessionStore, "get">;
  readonly preservations: Pick<PreservationStore, "get">;
  readonly evidence: Evidence;
};

type Question = { readonly archiveId: string; readonly batchId: string; readonly stage: CheckStage };

const formats = ["json", "pdf", "svg"] as const;

/** The newest four-property report of a batch at one stage: what it came to, the archive's signature, and links to its files. */
export const getReport =
  (deps: GetReportDeps) =>
  async ({ archiveId, batchId, stage }: Question, viewer: Viewer): Promise<z.input<typeof testReportAnswer>> => {
    if (!mayRead(viewer, archiveId)) throw notThere(batchId);
    const { region, archives, evidence } = deps;
    homeOnly(archives, archiveId, region);
    const note =
      stage === "transfer" ? await atTransfer(deps, archiveId, batchId) : await asKept(deps, archiveId, batchId);
    const { testedAt, outcome, against, report } = note;
    const files = formats.map(async (format) => ({
      format,
      mediaType: reportFiles[format].mediaType,
      sha256: report[format],
      url: await evidence.address(archiveId, reportFiles[format].kind, report[format]),
    }));
    const { signature } = report;
    const linkSeconds = addressSeconds;
    return { archiveId, batchId, testedAt, outcome, against, signature, files: await Promise.all(files), linkSeconds };
  };

type Note = TestedNote & { readonly testedAt: string };

const atTransfer = async ({ accessions }: GetReportDeps, archiveId: string, batchId: string): Promise<Note> => {
  const batch = await accessions.get(archiveId, batchId);
  const testedAt = batch?.transitions.findLast(({ to }) => to === "tested")?.at;
  if (batch?.tests === undefined || testedAt === undefined) throw notThere(batchId);
  return { ...batch.tests, testedAt };
};

const asKept = async ({ preservations }: GetReportDeps, archiveId: string, batchId: string): Promise<Note> => {
  const last = (await preservations.get(archiveId, batchId))?.last;
  if (last !== undefined) return last;
  throw new CallerError("not-found", {
    zh: `批次 ${batchId} 尚未做过长期保存检测。到期会自动检测，也可以要求立即检测。`,
    en: `What is kept of batch ${batchId} has not been tested. It is tested when that is due, or when you ask for it.`,
  });
};

const notThere = (batchId: string): CallerError =>
  new CallerError("not-found", {
    zh: `批次 ${batchId} 没有检测报告。请先关闭批次，并等待检测完成。`,
    en: `Batch ${batchId} has no test report. Close it and wait until it is tested.`,
  });
