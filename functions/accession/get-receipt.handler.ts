import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { receiptStore } from "../../shared/storage/receipt-store.ts";
import { getReceipt } from "./get-receipt.ts";

export const handler = httpHandler(routes.getReceipt, (env) => {
  const answer = getReceipt({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    receipts: receiptStore(documentClient(), { records: env.RECORDS_TABLE }),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
  });
  return ({ path, viewer }) => answer(path, viewer);
});
