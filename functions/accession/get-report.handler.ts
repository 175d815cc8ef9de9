import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { getReport } from "./get-report.ts";

export const handler = httpHandler(routes.getReport, (env) => {
  const answer = getReport({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    accessions: accessionStore(documentClient(), { records: env.RECORDS_TABLE }),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
  });
  return ({ path, viewer }) => answer(path, viewer);
});
