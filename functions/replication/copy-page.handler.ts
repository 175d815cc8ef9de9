import { S3Client } from "@aws-sdk/client-s3";
import { pageWork } from "../../shared/domain/page-work.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdingsIn, trustingClient } from "../../shared/storage/holdings.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { copyPage, type CopyPlace } from "./copy-page.ts";

export const handler = queueHandler("replication/copy-page", "events", pageWork, (env) => {
  const peers = Object.entries(env.PEERS).map(([region, peer]): [string, CopyPlace] => [
    region,
    {
      holdings: holdingsIn(peer.holdingsBucket, new S3Client({ region }), trustingClient({ region })),
      proof: workQueue(peer.proofQueueUrl, region),
      erasure: workQueue(peer.erasureQueueUrl, region),
    },
  ]);
  const here: CopyPlace = { holdings: holdingsIn(env.HOLDINGS_BUCKET), proof: workQueue(env.PROOF_QUEUE_URL) };
  return copyPage({
    region: env.AWS_REGION,
    pages: pageStore(documentClient(), env.RECORDS_TABLE),
    places: new Map([[env.AWS_REGION, here], ...peers]),
    clock: systemClock,
  });
});
