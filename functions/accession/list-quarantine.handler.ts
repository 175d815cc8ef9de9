import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { quarantineStore } from "../../shared/storage/quarantine-store.ts";
import { listQuarantine } from "./list-quarantine.ts";

export const handler = httpHandler(routes.listQuarantine, (env) => {
  const documents = documentClient();
  const answer = listQuarantine({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    accessions: accessionStore(documents, { records: env.RECORDS_TABLE }),
    quarantine: quarantineStore(documents, env.RECORDS_TABLE),
  });
  return ({ query, viewer }) => answer(query, viewer);
});
