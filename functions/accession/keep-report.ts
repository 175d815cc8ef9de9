import type { CheckReport } from "../../shared/contract/check-report.ts";
import type { TestedNote } from "../../shared/domain/accession.ts";
import type { Signer } from "../../shared/signing/signer.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import { reportFiles } from "./report-files.ts";

export type KeepReportDeps = {
  readonly evidence: Evidence;
  readonly signer: Signer;
  readonly pdfOf: (report: CheckReport, sha256: string) => Promise<Uint8Array>;
  readonly pictureOf: (report: CheckReport) => string;
};

/**
 * Keeps a report as JSON, as a document for people and as a picture, each under its digest, and signs the three digests in the
 * archive's name. The same report is the same files: made twice, it is kept once.
 */
export const keepReportIn =
  ({ evidence, signer, pdfOf, pictureOf }: KeepReportDeps) =>
  async (report: CheckReport): Promise<TestedNote["report"]> => {
    const { archiveId, batchId, testedAt, stage, outcome, against } = report;
    const keep = (format: keyof typeof reportFiles, bytes: Uint8Array): Promise<string> => {
      const { kind, mediaType } = reportFiles[format];
      return evidence.keep(archiveId, kind, bytes, mediaType);
    };
    const json = await keep("json", Buffer.from(JSON.stringify(report)));
    const pdf = await keep("pdf", await pdfOf(report, json));
    const svg = await keep("svg", Buffer.from(pictureOf(report)));
    const signature = await signer.sign({
      archiveId,
      type: "lantai-test-report+jws",
      issuedAt: testedAt,
      content: { batchId, stage, outcome, against, json, pdf, svg },
    });
    return { json, pdf, svg, signature };
  };
