import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { S3Client } from "@aws-sdk/client-s3";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { accessionStore } from "../../shared/storage/accession-store.ts";
import { bagChanges } from "../../shared/storage/bag-changes.ts";
import { bagDeposits } from "../../shared/storage/bag-deposits.ts";
import { bagStore } from "../../shared/storage/bag-store.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { objectBytes } from "../../shared/storage/object-bytes.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { arrivedLimits } from "./bag-limits.ts";
import { bagWork } from "./bag-work.ts";
import { unpackBag } from "./unpack-bag.ts";

export const handler = queueHandler("accession/unpack-bag", "events", bagWork, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE };
  const s3 = new S3Client({});
  return unpackBag({
    bucket: env.INTAKE_BUCKET,
    open: (object) => objectBytes(object, s3),
    deposits: bagDeposits(env.INTAKE_BUCKET, s3),
    bags: bagStore(documents, env.RECORDS_TABLE),
    batches: batchStore(documents, env.RECORDS_TABLE),
    accessions: accessionStore(documents, tables),
    changes: bagChanges(documents, tables),
    queue: workQueue(env.BAGS_QUEUE_URL),
    newEvent: eventIdsFrom(systemClock),
    clock: systemClock,
    limits: arrivedLimits,
    sliceSeconds: env.SLICE_SECONDS,
    temporaryFolder: tmpdir(),
    temporaryName: () => `payload-${randomUUID()}`,
  });
});
