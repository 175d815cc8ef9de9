import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction, fileDiskMegabytes } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archivesVariable } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

/** Pages to text, one page a call: a 300-page file is 300 messages, and what crashes costs one page. */
export class Ocr extends Construct {
  readonly queue: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: { cell: Cell; alarms: Alarms; buckets: Buckets; records: Records; bus: EventBus },
  ) {
    super(scope, id);
    const { cell, alarms, buckets, records, bus } = props;
    const engines = cell.deployment.ocrEngines;
    const read = new ArchiveFunction(this, "ocr/read-page", {
      cell,
      alarms,
      impact: "New pages stay without text: nobody finds them by what they say.",
      // One whole processor (Lambda guide, "Configure memory"); more only helps code that runs on two.
      memoryMegabytes: 1769,
      timeoutSeconds: 180,
      diskMegabytes: fileDiskMegabytes,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        ARCHIVES: archivesVariable(cell),
        OCR_ENGINES: JSON.stringify(engines),
        // ONNX Runtime's official builds report each session to Microsoft unless told not to before they start
        // (https://github.com/microsoft/onnxruntime/pull/27379). Nothing about an archive's work leaves its regions (档案法 art. 25).
        ORT_DISABLE_TELEMETRY: "1",
      },
    });
    buckets.allowFetchingHoldings(read);
    buckets.allowKeeping(read);
    // Textract knows no resources: its actions can only be allowed on "*" (Service Authorization Reference, Amazon Textract).
    if (engines.includes("textract")) read.allow("TextractHasNoResources", ["textract:DetectDocumentText"], ["*"]);
    records.allowReading(read, "GetItem", "BatchGetItem", "ConditionCheckItem");
    records.allowWriting(read, "PutItem", "UpdateItem");
    records.allowTelling(read);
    this.queue = new WorkQueue(this, "ocr", {
      alarms,
      worker: read,
      batchSize: 1,
      impact: "Pages wait for their text, or were given up; they are kept and copied all the same.",
      lateAfter: Duration.hours(6),
    }).queue;
    queueOn(bus, this.queue, this, ["page-accepted", "page-restored"]);
  }
}
