import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import { lockDays, type Buckets } from "./buckets.ts";
import { archivesAtHome, ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

type DestructionsProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
  readonly bus: EventBus;
};

/** Approved destruction lists are carried out: the only thing that takes away what is kept at home (档案法 art. 21). */
export class Destructions extends Construct {
  readonly carryOut: ArchiveFunction<"retention/carry-out-destruction">;
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { cell, alarms, buckets, records, bus }: DestructionsProps) {
    super(scope, id);
    const impact =
      "What an approved list says is to go still lies here or in other regions, and no certificate is signed.";
    const { objectLock } = cell.deployment;
    this.carryOut = new ArchiveFunction(this, "retention/carry-out-destruction", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 1024,
      timeoutSeconds: 900,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        INTAKE_BUCKET: buckets.intake.bucketName,
        EVIDENCE_BUCKET: buckets.evidence.bucketName,
        REPLICATION_QUEUE_URL: ownQueue(cell, "replication").url,
        DESTRUCTIONS_QUEUE_URL: ownQueue(cell, "destructions").url,
        LOCK_DAYS: String(objectLock.mode === "COMPLIANCE" ? lockDays(objectLock.years) : 0),
      },
    });
    records.allowReading(this.carryOut, "GetItem", "BatchGetItem", "ConditionCheckItem", "Query");
    records.allowWriting(this.carryOut, "PutItem", "UpdateItem");
    records.allowForgetting(this.carryOut);
    records.allowTelling(this.carryOut);
    records.allowRecounting(this.carryOut);
    buckets.allowDestroying(this.carryOut, archivesAtHome(cell));
    buckets.allowKeepingEvidence(this.carryOut, "destructions");
    this.carryOut.allow("AskForErasure", ["sqs:SendMessage"], [ownQueue(cell, "replication").arn]);
    this.carryOut.allow("WalkOn", ["sqs:SendMessage"], [ownQueue(cell, "destructions").arn]);
    this.queue = new WorkQueue(this, "destructions", {
      alarms,
      worker: this.carryOut,
      batchSize: 1,
      impact,
      lateAfter: Duration.hours(1),
    }).queue;
    queueOn(bus, this.queue, this, ["destruction-ordered"]);
  }
}
