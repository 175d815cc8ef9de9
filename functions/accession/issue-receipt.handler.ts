import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { KMSClient } from "@aws-sdk/client-kms";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { archiveKeys } from "../../shared/signing/archive-keys.ts";
import { signerWith } from "../../shared/signing/signer.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { receiptStore } from "../../shared/storage/receipt-store.ts";
import { batchWork } from "./batch-work.ts";
import { issueReceipt } from "./issue-receipt.ts";

export const handler = queueHandler("accession/issue-receipt", "events", batchWork, (env) => {
  const documents = documentClient();
  const kms = new KMSClient({});
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  return issueReceipt({
    accessions: accessionStore(documents, tables),
    pages: pageStore(documents, env.RECORDS_TABLE),
    batches: batchStore(documents, env.RECORDS_TABLE),
    receipts: receiptStore(documents, tables),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
    signer: signerWith(kms, archiveKeys(kms, systemClock)),
    newEvent: eventIdsFrom(systemClock),
    temporaryFolder: tmpdir(),
    temporaryName: () => `pages-${randomUUID()}`,
  });
});
