import { copyManifest, type CopyReceipt } from "../../shared/domain/region-copy.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { eventIdsFrom } from "../../shared/runtime/event-ids.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { copyStore } from "../../shared/storage/copy-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { workQueue, type WorkQueue } from "../../shared/storage/work-queue.ts";
import { proveCopy } from "./prove-copy.ts";

export const handler = queueHandler("replication/prove-copy", "commands", copyManifest, (env) => {
  const peers = Object.entries(env.PEERS).map(([region, peer]): [string, WorkQueue<CopyReceipt>] => [
    region,
    workQueue(peer.receiptsQueueUrl, region),
  ]);
  return proveCopy({
    region: env.AWS_REGION,
    holdings: holdingsIn(env.HOLDINGS_BUCKET),
    copies: copyStore(documentClient(), {
      records: env.RECORDS_TABLE,
      history: env.HISTORY_TABLE,
      region: env.AWS_REGION,
      newEvent: eventIdsFrom(systemClock),
    }),
    receipts: new Map([[env.AWS_REGION, workQueue(env.RECEIPTS_QUEUE_URL)], ...peers]),
    clock: systemClock,
  });
});
