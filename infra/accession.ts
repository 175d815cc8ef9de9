import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archivesVariable, ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

type AccessionProps = { readonly cell: Cell; readonly alarms: Alarms; readonly records: Records };

/** Batches under their terms: opened, closed, accepted, returned, converted by the archive's people. */
export class Batches extends Construct {
  readonly open: ArchiveFunction<"accession/open-batch">;
  readonly decide: ArchiveFunction<"accession/decide-batch">;
  readonly listQuarantine: ArchiveFunction<"accession/list-quarantine">;
  readonly decideQuarantine: ArchiveFunction<"accession/decide-quarantine">;
  readonly amend: ArchiveFunction<"accession/amend-batch">;

  constructor(scope: Construct, id: string, { cell, alarms, records }: AccessionProps) {
    super(scope, id);
    const answering = { cell, alarms, memoryMegabytes: 512, timeoutSeconds: 15 };
    const variables = {
      RECORDS_TABLE: records.records.tableName,
      HISTORY_TABLE: records.history.tableName,
      ARCHIVES: archivesVariable(cell),
    };
    this.open = new ArchiveFunction(this, "accession/open-batch", {
      ...answering,
      variables,
      impact: "Archivists cannot open a batch; plain deposits are taken all the same.",
    });
    this.decide = new ArchiveFunction(this, "accession/decide-batch", {
      ...answering,
      variables,
      impact: "Batches cannot be closed, accepted or returned.",
    });
    this.listQuarantine = new ArchiveFunction(this, "accession/list-quarantine", {
      ...answering,
      variables: { RECORDS_TABLE: variables.RECORDS_TABLE, ARCHIVES: variables.ARCHIVES },
      impact: "Security officers cannot see why a batch is held.",
    });
    records.allowReading(this.listQuarantine, "GetItem", "Query");
    this.decideQuarantine = new ArchiveFunction(this, "accession/decide-quarantine", {
      ...answering,
      variables,
      impact:
        "Security officers can neither hold a batch nor release one; what is found by reading is held all the same.",
    });
    this.amend = new ArchiveFunction(this, "accession/amend-batch", {
      ...answering,
      variables,
      impact: "What a giver agrees to later cannot be put under a batch; what was forbidden stays forbidden.",
    });
    for (const deciding of [this.open, this.decide, this.decideQuarantine]) {
      records.allowReading(deciding, "GetItem");
      records.allowWriting(deciding, "PutItem", "UpdateItem");
      records.allowTelling(deciding);
    }
    records.allowReading(this.amend, "GetItem");
    records.allowWriting(this.amend, "PutItem");
    records.allowTelling(this.amend);
  }
}

/** Batches that a vendor digitises: who may do what of it is arranged by the archive's people, and uploads are permitted one by one. */
export class VendorBatches extends Construct {
  readonly arrange: ArchiveFunction<"accession/arrange-vendor">;
  readonly permit: ArchiveFunction<"accession/permit-uploads">;

  constructor(scope: Construct, id: string, props: AccessionProps & { readonly buckets: Buckets }) {
    super(scope, id);
    const { cell, alarms, records, buckets } = props;
    const answering = { cell, alarms, memoryMegabytes: 512, timeoutSeconds: 15 };
    const variables = {
      RECORDS_TABLE: records.records.tableName,
      HISTORY_TABLE: records.history.tableName,
      ARCHIVES: archivesVariable(cell),
    };
    this.arrange = new ArchiveFunction(this, "accession/arrange-vendor", {
      ...answering,
      variables,
      impact: "No vendor can be named, declared to or assigned: vendors cannot begin, and cannot be taken off a batch.",
    });
    records.allowReading(this.arrange, "GetItem");
    records.allowWriting(this.arrange, "PutItem");
    records.allowTelling(this.arrange);
    this.permit = new ArchiveFunction(this, "accession/permit-uploads", {
      ...answering,
      variables: { ...variables, INTAKE_BUCKET: buckets.intake.bucketName },
      impact: "Vendors cannot upload what they have scanned.",
    });
    records.allowReading(this.permit, "GetItem", "BatchGetItem", "ConditionCheckItem");
    records.allowTelling(this.permit);
    buckets.allowDepositing(this.permit);
  }
}

/** What was decided of a batch reaches each of its pages. */
export class SettleBatches extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: AccessionProps & { readonly bus: EventBus }) {
    super(scope, id);
    const { cell, alarms, records, bus } = props;
    const impact = "What was decided of a batch does not reach its pages: a held batch can still be read.";
    const settle = new ArchiveFunction(this, "accession/settle-batch", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 512,
      timeoutSeconds: 120,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        ACCESSION_QUEUE_URL: ownQueue(cell, "accession").url,
      },
    });
    records.allowReading(settle, "GetItem", "Query");
    records.allowWriting(settle, "PutItem", "UpdateItem");
    records.allowTelling(settle);
    settle.allow("WalkOn", ["sqs:SendMessage"], [ownQueue(cell, "accession").arn]);
    this.queue = new WorkQueue(this, "accession", {
      alarms,
      worker: settle,
      batchSize: 1,
      impact,
      lateAfter: Duration.minutes(15),
    }).queue;
    queueOn(bus, this.queue, this, [
      "batch-opened",
      "batch-returned",
      "batch-converted",
      "batch-amended",
      "batch-quarantined",
      "batch-released",
    ]);
  }
}
