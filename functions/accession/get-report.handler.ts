import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { getReport } from "./get-report.ts";

export const handler = httpHandler(routes.getReport, (env) => {
  const documents = documentClient();
  const answer = getReport({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    accessions: accessionStore(documents, { records: env.RECORDS_TABLE }),
    preservations: preservationStore(documents, env.RECORDS_TABLE),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
  });
  return ({ path, query, viewer }) => answer({ ...path, ...query }, viewer);
});
