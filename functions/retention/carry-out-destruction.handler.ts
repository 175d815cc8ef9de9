import { KMSClient } from "@aws-sdk/client-kms";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { archiveKeys } from "../../shared/signing/archive-keys.ts";
import { signerWith } from "../../shared/signing/signer.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { eraseObjects } from "../../shared/storage/erase-objects.ts";
import { evidenceIn } from "../../shared/storage/evidence.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { carryOutWith } from "./carry-out-with.ts";
import { destructionWork } from "./destruction-work.ts";

export const handler = queueHandler("retention/carry-out-destruction", "events", destructionWork, (env) => {
  const kms = new KMSClient({});
  return carryOutWith({
    documents: documentClient(),
    tables: { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE, region: env.AWS_REGION },
    holdings: eraseObjects(env.HOLDINGS_BUCKET),
    intake: eraseObjects(env.INTAKE_BUCKET),
    evidence: evidenceIn(env.EVIDENCE_BUCKET),
    signer: signerWith(kms, archiveKeys(kms, systemClock)),
    replication: workQueue(env.REPLICATION_QUEUE_URL),
    queue: workQueue(env.DESTRUCTIONS_QUEUE_URL),
    newEvent: eventIdsFrom(systemClock),
    clock: systemClock,
    lockDays: env.LOCK_DAYS,
  });
});
