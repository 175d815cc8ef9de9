import { KMSClient } from "@aws-sdk/client-kms";
import { fileURLToPath } from "node:url";
import { profileOf } from "../../shared/contract/check-profile.ts";
import { scannerName } from "../../shared/contract/malware.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { archiveKeys } from "../../shared/signing/archive-keys.ts";
import { signerWith } from "../../shared/signing/signer.ts";
import { accessionChanges } from "../../shared/storage/accession-changes.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { bagStore } from "../../shared/storage/bag-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { catalogueStore } from "../../shared/storage/catalogue-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { gatheredEvidence } from "../../shared/storage/gathered-evidence.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { preservationChanges } from "../../shared/storage/preservation-changes.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { textPens } from "./drawn-text.ts";
import { keepReportIn } from "./keep-report.ts";
import { reportFont } from "./report-font.ts";
import { reportPdf } from "./report-pdf.ts";
import { reportPicture } from "./report-picture.ts";
import { testWith } from "./test-with.ts";
import { testWork } from "./test-work.ts";

export const handler = queueHandler("accession/test-batch", "events", testWork, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const kms = new KMSClient({});
  const fonts = env.REPORT_FONTS ?? fileURLToPath(new URL("fonts/", import.meta.url));
  return testWith({
    accessions: accessionStore(documents, tables),
    batches: batchStore(documents, env.RECORDS_TABLE),
    bags: bagStore(documents, env.RECORDS_TABLE),
    pages: pageStore(documents, env.RECORDS_TABLE),
    catalogues: catalogueStore(documents, env.RECORDS_TABLE),
    preservations: preservationStore(documents, env.RECORDS_TABLE),
    gathered: gatheredEvidence(documents, tables),
    scanner: scannerName(env.MALWARE_SCANNER),
    profileOf: profileOf(env.CHECK_PROFILES),
    keepReport: keepReportIn({
      evidence: evidenceIn(env.EVIDENCE_BUCKET),
      signer: signerWith(kms, archiveKeys(kms, systemClock)),
      pdfOf: reportPdf(fonts),
      pictureOf: reportPicture(textPens(reportFont(fonts))),
    }),
    changes: accessionChanges(documents, tables),
    preservationChanges: preservationChanges(documents, tables),
    queue: workQueue(env.TESTS_QUEUE_URL),
    newEvent: eventIdsFrom(systemClock),
    clock: systemClock,
  });
});
