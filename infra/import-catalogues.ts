import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { IQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { volumesIndex } from "../shared/contract/names.ts";
import { ArchiveFunction, fileDiskMegabytes } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

type ImportProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
  readonly bus: EventBus;
  readonly fullTextQueue: IQueue;
};

/**
 * How long an import goes on before it hands on to the next message. A workbook is unpacked from its beginning in each slice,
 * which takes minutes of it at the most rows a sheet has.
 */
const sliceSeconds = 600;

/** A catalogue that came with a batch becomes descriptions, row by row, in slices of time. */
export class ImportCatalogues extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: ImportProps) {
    super(scope, id);
    const { cell, alarms, buckets, records, bus, fullTextQueue } = props;
    const impact = "Catalogues are not taken: items keep their codes for titles, and page gaps cannot be found.";
    const own = ownQueue(cell, "catalogue");
    const importing = new ArchiveFunction(this, "catalogue/import-catalogue", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 1769,
      timeoutSeconds: sliceSeconds + 180,
      diskMegabytes: fileDiskMegabytes,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        INTAKE_BUCKET: buckets.intake.bucketName,
        CATALOGUE_QUEUE_URL: own.url,
        FULL_TEXT_QUEUE_URL: fullTextQueue.queueUrl,
        SLICE_SECONDS: String(sliceSeconds),
      },
    });
    importing.allow("ReadDeposits", ["s3:GetObjectVersion"], [buckets.intake.arnForObjects("*")]);
    // Without this S3 calls a version that was removed forbidden instead of absent.
    importing.allow("TellAbsentDeposits", ["s3:ListBucketVersions"], [buckets.intake.bucketArn]);
    records.allowReading(importing, "GetItem", "BatchGetItem", "Query");
    // A batch whose scans came before the catalogue declared a 密级 is held.
    records.allowWriting(importing, "PutItem", "UpdateItem");
    records.allowQueryingIndex(importing, volumesIndex);
    records.allowKeepingPeople(importing);
    records.allowTelling(importing);
    importing.allow("HandOn", ["sqs:SendMessage"], [own.arn]);
    importing.allow("RetellItems", ["sqs:SendMessage"], [fullTextQueue.queueArn]);
    this.queue = new WorkQueue(this, "catalogue", {
      alarms,
      worker: importing,
      // One file's crash must not count as a failed delivery of another's.
      batchSize: 1,
      impact,
      lateAfter: Duration.hours(2),
    }).queue;
    queueOn(bus, this.queue, this, ["catalogue-received"]);
  }
}
