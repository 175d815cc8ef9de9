import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archivesVariable } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

type HandOverProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
};

/** What the archive took over, listed and signed. */
export class HandOver extends Construct {
  readonly issue: ArchiveFunction<"accession/issue-receipt">;
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: HandOverProps & { readonly bus: EventBus }) {
    super(scope, id);
    const { cell, alarms, buckets, records, bus } = props;
    const impact = "Whoever handed a batch over waits for the archive's receipt.";
    this.issue = new ArchiveFunction(this, "accession/issue-receipt", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 1024,
      timeoutSeconds: 900,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        EVIDENCE_BUCKET: buckets.evidence.bucketName,
      },
    });
    records.allowReading(this.issue, "GetItem", "BatchGetItem", "Query");
    records.allowWriting(this.issue, "PutItem");
    records.allowTelling(this.issue);
    buckets.allowKeepingEvidence(this.issue, "receipts");
    this.queue = new WorkQueue(this, "hand-over", {
      alarms,
      worker: this.issue,
      batchSize: 1,
      impact,
      lateAfter: Duration.hours(1),
    }).queue;
    queueOn(bus, this.queue, this, [
      "batch-tested",
      "batch-returned",
      "batch-accepted",
      "batch-converted",
      "batch-released",
    ]);
  }
}

/** Receipts for those who answer for the archive, who hand them on. */
export class Receipts extends Construct {
  readonly get: ArchiveFunction<"accession/get-receipt">;

  constructor(scope: Construct, id: string, { cell, alarms, buckets, records }: HandOverProps) {
    super(scope, id);
    this.get = new ArchiveFunction(this, "accession/get-receipt", {
      cell,
      alarms,
      memoryMegabytes: 512,
      timeoutSeconds: 15,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        EVIDENCE_BUCKET: buckets.evidence.bucketName,
        ARCHIVES: archivesVariable(cell),
      },
      impact: "Receipts cannot be fetched; they are issued and kept all the same.",
    });
    records.allowReading(this.get, "Query");
    buckets.allowFetchingEvidence(this.get, "receipts");
  }
}
