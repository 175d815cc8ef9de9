import type * as z from "zod";
import type { exportAnswer } from "../../shared/contract/export-routes.ts";
import { explainExportFailure } from "../../shared/domain/export-failure.ts";
import { bagNameOf, type ExportJob } from "../../shared/domain/export-job.ts";
import type { Language } from "../../shared/domain/sentence.ts";

type Answer = z.input<typeof exportAnswer>;

export const fileNameOf = (job: ExportJob): string => `${bagNameOf(job)}.tar`;

/** An export as people are told of it; `link` where its bag may be fetched. */
export const exportAnswerOf = (
  job: ExportJob,
  language: Language,
  link: Pick<NonNullable<Answer["bag"]>, "url" | "linkSeconds"> | undefined,
): Answer => {
  const { archiveId, exportId, of, actor, reason, askedAt, state, plan, parts, bag, failure } = job;
  return {
    ...{ archiveId, exportId, of, actor, reason, askedAt, state },
    progress:
      plan === undefined
        ? undefined
        : {
            items: plan.items,
            files: plan.files,
            payloadBytes: plan.payloadBytes,
            writtenBytes: bag?.bytes ?? parts * plan.partBytes,
          },
    failure:
      failure === undefined ? undefined : { code: failure.code, detail: explainExportFailure(failure)[language] },
    bag:
      bag === undefined || link === undefined
        ? undefined
        : {
            fileName: fileNameOf(job),
            bytes: bag.bytes,
            manifestSha256: bag.manifestSha256,
            expiresAt: bag.expiresAt,
            ...link,
          },
  };
};
