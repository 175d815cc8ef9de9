import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { testReportAnswer } from "../../shared/contract/evidence-routes.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import { addressSeconds, type Evidence } from "../../shared/storage/evidence.ts";
import { reportFiles } from "./report-files.ts";

export type GetReportDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly accessions: AccessionStore;
  readonly evidence: Evidence;
};

const formats = ["json", "pdf", "svg"] as const;

/** The four-property report of a batch: what it came to, the archive's signature, and links to its files. */
export const getReport =
  ({ region, archives, accessions, evidence }: GetReportDeps) =>
  async (
    { archiveId, batchId }: { readonly archiveId: string; readonly batchId: string },
    viewer: Viewer,
  ): Promise<z.input<typeof testReportAnswer>> => {
    if (!mayRead(viewer, archiveId)) throw notThere(batchId);
    homeOnly(archives, archiveId, region);
    const batch = await accessions.get(archiveId, batchId);
    const testedAt = batch?.transitions.findLast(({ to }) => to === "tested")?.at;
    if (batch?.tests === undefined || testedAt === undefined) throw notThere(batchId);
    const { outcome, against, report } = batch.tests;
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

const notThere = (batchId: string): CallerError =>
  new CallerError("not-found", {
    zh: `批次 ${batchId} 没有检测报告。请先关闭批次，并等待检测完成。`,
    en: `Batch ${batchId} has no test report. Close it and wait until it is tested.`,
  });
