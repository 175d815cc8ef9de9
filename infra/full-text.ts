import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn, standingEvents } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { searchEngine } from "./search-engine.ts";
import { WorkQueue } from "./work-queue.ts";

/** Index and search over what this region's records hold. */
export class FullText extends Construct {
  readonly search: ArchiveFunction<"full-text/search">;
  readonly queue: IQueue;

  constructor(
    scope: Construct,
    id: string,
    props: { cell: Cell; alarms: Alarms; buckets: Buckets; records: Records; bus: EventBus },
  ) {
    super(scope, id);
    const { cell, alarms, buckets, records, bus } = props;
    const proof = ownQueue(cell, "proof");
    const engine = searchEngine(this, "Engine", cell.deployment.search);
    const index = new ArchiveFunction(this, "full-text/index-page", {
      cell,
      alarms,
      impact: "Pages that were read are not found by search, and withdrawn ones still are.",
      memoryMegabytes: 512,
      timeoutSeconds: 60,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        SEARCH_ENDPOINT: engine.endpoint,
        PROOF_QUEUE_URL: proof.url,
      },
    });
    index.allow("AskForProof", ["sqs:SendMessage"], [proof.arn]);
    buckets.allowFetchingHoldings(index);
    records.allowReading(index, "GetItem");
    records.allowSettling(index);
    this.search = new ArchiveFunction(this, "full-text/search", {
      cell,
      alarms,
      impact: "Nobody can search; items are still reached by their 档号.",
      memoryMegabytes: 512,
      timeoutSeconds: 15,
      variables: { HOLDINGS_BUCKET: buckets.holdings.bucketName, SEARCH_ENDPOINT: engine.endpoint },
    });
    buckets.allowReadingHoldings(this.search);
    engine.admit(index, this.search);
    const { queue } = new WorkQueue(this, "full-text", {
      alarms,
      worker: index,
      batchSize: 10,
      putsOff: false,
      impact: "Search misses pages that were read, or shows ones that were withdrawn.",
      lateAfter: Duration.hours(1),
    });
    this.queue = queue;
    queueOn(bus, queue, this, ["page-read", "page-unread", ...standingEvents, "copy-recorded"]);
  }
}
