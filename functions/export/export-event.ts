import type { ExportTarget } from "../../shared/contract/exports.ts";
import type { ExportJob } from "../../shared/domain/export-job.ts";

const targetOf = (of: ExportTarget) => {
  switch (of.level) {
    case "item":
      return { archivalCode: of.archivalCode };
    case "volume":
      return { volume: of.archivalCode };
    case "batch":
      return { batchId: of.batchId };
  }
};

/** What every event of an export says of it: who asked for what, and why. */
export const exportTold = ({ archiveId, exportId, of, actor, reason }: ExportJob) => ({
  ...{ archiveId, exportId, actor, reason },
  ...targetOf(of),
});
