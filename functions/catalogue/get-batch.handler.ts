import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { bagStore } from "../../shared/storage/bag-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { getBatch } from "./get-batch.ts";

export const handler = httpHandler(routes.getBatch, (env) => {
  const documents = documentClient();
  const answer = getBatch({
    batches: batchStore(documents, env.RECORDS_TABLE),
    accessions: accessionStore(documents, { records: env.RECORDS_TABLE }),
    bags: bagStore(documents, env.RECORDS_TABLE),
  });
  return ({ path, query, viewer, language }) =>
    answer({ ...path, cursor: query.cursor, double: query.double === "yes", language }, viewer);
});
