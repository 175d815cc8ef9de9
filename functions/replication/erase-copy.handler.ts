import { copyManifest, type CopyReceipt } from "../../shared/domain/region-copy.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { copyStore } from "../../shared/storage/copy-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { eraseObjects } from "../../shared/storage/erase-objects.ts";
import { fileUses } from "../../shared/storage/file-uses.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { workQueue, type WorkQueue } from "../../shared/storage/work-queue.ts";
import { eraseCopy } from "./erase-copy.ts";

export const handler = queueHandler("replication/erase-copy", "commands", copyManifest, (env) => {
  const documents = documentClient();
  const tables = { records: env.RECORDS_TABLE, history: env.HISTORY_TABLE, region: env.AWS_REGION };
  const peers = Object.entries(env.PEERS).map(([region, peer]): [string, WorkQueue<CopyReceipt>] => [
    region,
    workQueue(peer.receiptsQueueUrl, region),
  ]);
  return eraseCopy({
    region: env.AWS_REGION,
    pages: pageStore(documents, env.RECORDS_TABLE),
    copies: copyStore(documents, { ...tables, newEvent: eventIdsFrom(systemClock) }),
    uses: fileUses(documents, env.RECORDS_TABLE),
    objects: eraseObjects(env.HOLDINGS_BUCKET),
    proof: workQueue(env.PROOF_QUEUE_URL),
    receipts: new Map(peers),
    clock: systemClock,
  });
});
