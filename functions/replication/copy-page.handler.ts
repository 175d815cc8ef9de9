import { S3Client } from "@aws-sdk/client-s3";
import { pageWork } from "../../shared/domain/page-work.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { copyPage } from "./copy-page.ts";

export const handler = queueHandler("replication/copy-page", "events", pageWork, (env) =>
  copyPage({
    region: env.AWS_REGION,
    pages: pageStore(documentClient(), env.RECORDS_TABLE),
    holdings: holdingsIn(env.HOLDINGS_BUCKET),
    replicaRegions: new Map(
      Object.entries(env.PEERS).map(([region, peer]) => [
        region,
        {
          holdings: holdingsIn(peer.holdingsBucket, new S3Client({ region })),
          proof: workQueue(peer.proofQueueUrl, region),
        },
      ]),
    ),
    clock: systemClock,
  }),
);
