import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archivesVariable, checkProfilesVariable, ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Malware } from "./malware.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

type TestsProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
};

/** A batch that was closed, and what is kept, is tested (四性检测, DA/T 70-2018), and the report kept and signed. */
export class TestBatches extends Construct {
  readonly test: ArchiveFunction<"accession/test-batch">;
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: TestsProps & { readonly bus: EventBus; readonly malware: Malware }) {
    super(scope, id);
    const { cell, alarms, buckets, records, bus, malware } = props;
    const impact = "Closed batches are not tested, so nobody can take them over; nor is what is kept.";
    this.test = new ArchiveFunction(this, "accession/test-batch", {
      cell,
      alarms,
      impact,
      // A batch of three hundred thousand pages is in memory while it is tested.
      memoryMegabytes: 2048,
      timeoutSeconds: 300,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        EVIDENCE_BUCKET: buckets.evidence.bucketName,
        MALWARE_SCANNER: malware.variable,
        CHECK_PROFILES: checkProfilesVariable(cell),
        TESTS_QUEUE_URL: ownQueue(cell, "tests").url,
      },
    });
    records.allowReading(this.test, "GetItem", "BatchGetItem", "Query");
    records.allowWriting(this.test, "PutItem", "UpdateItem");
    records.allowClearing(this.test);
    records.allowTelling(this.test);
    buckets.allowKeepingEvidence(this.test, "reports");
    this.test.allow("WalkOn", ["sqs:SendMessage"], [ownQueue(cell, "tests").arn]);
    this.queue = new WorkQueue(this, "tests", {
      alarms,
      worker: this.test,
      batchSize: 1,
      impact,
      lateAfter: Duration.hours(1),
    }).queue;
    queueOn(bus, this.queue, this, ["batch-closed", "batch-released", "preservation-asked"]);
  }
}

/** Reports of tests, and the tests of what is kept, for the archive's people. */
export class TestReports extends Construct {
  readonly get: ArchiveFunction<"accession/get-report">;
  readonly askPreservation: ArchiveFunction<"accession/ask-preservation-test">;
  readonly listPreservation: ArchiveFunction<"accession/list-preservation-tests">;

  constructor(scope: Construct, id: string, { cell, alarms, buckets, records }: TestsProps) {
    super(scope, id);
    const answering = { cell, alarms, memoryMegabytes: 512, timeoutSeconds: 15 };
    const asked = { RECORDS_TABLE: records.records.tableName, ARCHIVES: archivesVariable(cell) };
    this.get = new ArchiveFunction(this, "accession/get-report", {
      ...answering,
      variables: { ...asked, EVIDENCE_BUCKET: buckets.evidence.bucketName },
      impact: "Nobody can read the reports of tests; batches are tested all the same.",
    });
    records.allowReading(this.get, "GetItem");
    buckets.allowFetchingEvidence(this.get, "reports");
    this.askPreservation = new ArchiveFunction(this, "accession/ask-preservation-test", {
      ...answering,
      variables: { ...asked, HISTORY_TABLE: records.history.tableName },
      impact: "Nobody can have what is kept tested before it is due; the schedule goes on.",
    });
    records.allowReading(this.askPreservation, "GetItem", "Query");
    records.allowWriting(this.askPreservation, "PutItem");
    records.allowTelling(this.askPreservation);
    this.listPreservation = new ArchiveFunction(this, "accession/list-preservation-tests", {
      ...answering,
      variables: asked,
      impact: "Nobody can see when what is kept was last tested; it is tested all the same.",
    });
    records.allowReading(this.listPreservation, "Query");
  }
}
