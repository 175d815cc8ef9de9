import { Duration } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction, fileDiskMegabytes } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archivesVariable, ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { everyFiveMinutes } from "./every-five-minutes.ts";
import type { Malware } from "./malware.ts";
import type { Records } from "./records.ts";
import { queueTarget, WorkQueue } from "./work-queue.ts";

type IntakeProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
  readonly malware: Malware;
};

/** An uploaded object becomes a page of an item, or is refused with a reason, also when S3 never told of it. */
export class Intake extends Construct {
  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id);
    this.findUnreceived(props, this.receiveObjects(props));
  }

  private receiveObjects({ cell, alarms, buckets, records, malware }: IntakeProps): IQueue {
    const receive = new ArchiveFunction(this, "intake/receive-object", {
      cell,
      alarms,
      impact: "Scans that archives deposit are neither taken in nor refused; their batches stand still.",
      memoryMegabytes: 1769,
      // Two thousand bilevel pages are decoded in about two minutes.
      timeoutSeconds: 180,
      diskMegabytes: fileDiskMegabytes,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        EVIDENCE_BUCKET: buckets.evidence.bucketName,
        ARCHIVES: archivesVariable(cell),
        MALWARE_SCANNER: malware.variable,
        INTAKE_QUEUE_URL: ownQueue(cell, "intake").url,
      },
    });
    malware.allowAsking(receive);
    receive.allow("TellAgain", ["sqs:SendMessage"], [ownQueue(cell, "intake").arn]);
    // Always a version, the one that S3 told of.
    receive.allow("ReadDeposits", ["s3:GetObjectVersion"], [buckets.intake.arnForObjects("*")]);
    // Of which bag an object came, and what GuardDuty found in it, is believed only of a tag, which no depositor may put.
    receive.allow("TellUnpacked", ["s3:GetObjectVersionTagging"], [buckets.intake.arnForObjects("*")]);
    // Without this S3 calls a version that was removed forbidden instead of absent. The list of a key's versions also tells
    // which is newer, where no event does.
    receive.allow("TellAbsentDeposits", ["s3:ListBucketVersions"], [buckets.intake.bucketArn]);
    buckets.allowReadingHoldings(receive);
    buckets.allowKeeping(receive);
    buckets.allowKeepingEvidence(receive, "histories");
    records.allowReading(receive, "GetItem", "BatchGetItem", "ConditionCheckItem", "Query");
    records.allowWriting(receive, "PutItem", "UpdateItem");
    records.allowLifting(receive);
    records.allowTelling(receive);
    const { queue } = new WorkQueue(this, "intake", {
      alarms,
      worker: receive,
      // A file that crashes its function must not count as a failed delivery of its neighbours, which would be refused with it.
      batchSize: 1,
      impact: "Deposited scans wait unseen: the clerk's batch shows fewer objects than were sent.",
      lateAfter: Duration.hours(1),
    });
    new Rule(this, "Arrivals", {
      eventPattern: {
        source: ["aws.s3"],
        detailType: ["Object Created"],
        detail: { bucket: { name: [buckets.intake.bucketName] } },
      },
      targets: [queueTarget(queue)],
    });
    return queue;
  }

  private findUnreceived({ cell, alarms, buckets, records }: IntakeProps, queue: IQueue): void {
    const name = "intake/find-unreceived";
    const impact = "Scans whose arrival S3 did not tell of lie in the intake bucket and are never taken in, silently.";
    const find = new ArchiveFunction(this, name, {
      cell,
      alarms,
      impact,
      memoryMegabytes: 512,
      timeoutSeconds: 240,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        INTAKE_BUCKET: buckets.intake.bucketName,
        INTAKE_QUEUE_URL: queue.queueUrl,
      },
    });
    find.allow("WalkDeposits", ["s3:ListBucketVersions"], [buckets.intake.bucketArn]);
    records.allowReading(find, "GetItem", "BatchGetItem");
    records.allowWriting(find, "PutItem");
    find.allow("StartOwedWork", ["sqs:SendMessage"], [queue.queueArn]);
    everyFiveMinutes(this, find, { name, alarms, impact });
  }
}
