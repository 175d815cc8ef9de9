import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction, fileDiskMegabytes } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

type UnpackProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
  readonly bus: EventBus;
};

/** How long a worker goes on with a bag before it leaves the rest to the next message. */
const sliceSeconds = 480;

/** A bag (BagIt) that came with a batch is validated as one, and its payload put into intake. */
export class UnpackBags extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { cell, alarms, buckets, records, bus }: UnpackProps) {
    super(scope, id);
    const impact = "Bags that were deposited are neither refused nor unpacked; what is in them waits.";
    const own = ownQueue(cell, "bags");
    const unpacking = new ArchiveFunction(this, "accession/unpack-bag", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 1769,
      // Beyond its slice it finishes the file it is at. Lambda's most.
      timeoutSeconds: 900,
      diskMegabytes: fileDiskMegabytes,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        INTAKE_BUCKET: buckets.intake.bucketName,
        BAGS_QUEUE_URL: own.url,
        SLICE_SECONDS: String(sliceSeconds),
      },
    });
    unpacking.allow("ReadBags", ["s3:GetObjectVersion"], [buckets.intake.arnForObjects("*")]);
    // Without these S3 calls what is absent forbidden: a version that was removed, a page that has not come yet.
    unpacking.allow("TellAbsentDeposits", ["s3:ListBucketVersions", "s3:ListBucket"], [buckets.intake.bucketArn]);
    // What lies under a page's place already, and the page with its bag's name on it.
    unpacking.allow(
      "DepositPayload",
      ["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"],
      [buckets.intake.arnForObjects("*")],
    );
    records.allowReading(unpacking, "GetItem");
    records.allowWriting(unpacking, "PutItem", "UpdateItem");
    records.allowTelling(unpacking);
    unpacking.allow("HandOn", ["sqs:SendMessage"], [own.arn]);
    this.queue = new WorkQueue(this, "bags", {
      alarms,
      worker: unpacking,
      // One bag's crash must not count as a failed delivery of another's.
      batchSize: 1,
      impact,
      lateAfter: Duration.hours(2),
    }).queue;
    queueOn(bus, this.queue, this, ["bag-received"]);
  }
}
