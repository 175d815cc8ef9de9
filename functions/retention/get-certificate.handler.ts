import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { destructionStore } from "../../shared/storage/destruction-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { getCertificate } from "./get-certificate.ts";

export const handler = httpHandler(routes.getCertificate, (env) => {
  const answer = getCertificate({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    lists: destructionStore(documentClient(), { records: env.RECORDS_TABLE }),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
  });
  return ({ path, viewer }) => answer(path, viewer);
});
