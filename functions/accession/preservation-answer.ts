import type * as z from "zod";
import type { preservationAnswer } from "../../shared/contract/preservation-routes.ts";
import type { Preservation } from "../../shared/domain/preservation.ts";

/** When what is kept of a batch is tested next, and what it came to last. */
export const preservationAnswerOf = ({
  archiveId,
  batchId,
  dueAt,
  last,
}: Preservation): z.input<typeof preservationAnswer> => ({
  ...{ archiveId, batchId, dueAt },
  ...(last === undefined
    ? {}
    : {
        last: { testedAt: last.testedAt, outcome: last.outcome, against: last.against, reportSha256: last.report.json },
      }),
});
