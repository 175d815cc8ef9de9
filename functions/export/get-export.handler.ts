import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { exportObjectsIn } from "../../shared/storage/export-objects.ts";
import { exportStore } from "../../shared/storage/export-store.ts";
import { getExport } from "./get-export.ts";

export const handler = httpHandler(routes.getExport, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE };
  const answer = getExport({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    accessions: accessionStore(documents, tables),
    exports: exportStore(documents, tables),
    objects: exportObjectsIn(env.EXPORTS_BUCKET),
    clock: systemClock,
  });
  return ({ path, language, viewer }) => answer({ ...path, language }, viewer);
});
