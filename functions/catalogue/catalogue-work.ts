import type * as z from "zod";
import { catalogueImport } from "../../shared/domain/catalogue-import.ts";

/** Work on one import, as a queue hands it over. */
export const catalogueWork = catalogueImport.pick({ archiveId: true, batchId: true, importId: true }).strip();
export type CatalogueWork = z.infer<typeof catalogueWork>;
