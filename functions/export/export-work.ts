import type * as z from "zod";
import { exportJob } from "../../shared/domain/export-job.ts";

/** Work on one export, as a queue hands it over. */
export const exportWork = exportJob.pick({ archiveId: true, exportId: true }).strip();
export type ExportWork = z.infer<typeof exportWork>;
