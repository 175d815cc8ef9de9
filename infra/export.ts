import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { volumesIndex } from "../shared/contract/names.ts";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archiveNamesVariable, archivesVariable, ownQueue } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn } from "./domain-events.ts";
import type { Records } from "./records.ts";
import { WorkQueue } from "./work-queue.ts";

type ExportProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
};

/** How long the writing of a bag goes on before it hands on to the next message. */
const sliceSeconds = 600;

/** What somebody asked for is written as a bag, in slices of time. */
export class ExportBags extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: ExportProps & { readonly bus: EventBus }) {
    super(scope, id);
    const { cell, alarms, buckets, records, bus } = props;
    const impact = "Exports that were asked for are not written; whoever asked waits.";
    const [own, proof] = [ownQueue(cell, "exports"), ownQueue(cell, "proof")];
    const write = new ArchiveFunction(this, "export/write-bag", {
      cell,
      alarms,
      impact,
      // One whole processor: every byte is hashed twice; one part of a bag is in memory.
      memoryMegabytes: 1769,
      timeoutSeconds: 900,
      // The lists of a bag, and its tag files.
      diskMegabytes: 4096,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        EVIDENCE_BUCKET: buckets.evidence.bucketName,
        EXPORTS_BUCKET: buckets.exports.bucketName,
        ARCHIVE_NAMES: archiveNamesVariable(cell),
        EXPORTS_QUEUE_URL: own.url,
        PROOF_QUEUE_URL: proof.url,
        SLICE_SECONDS: String(sliceSeconds),
      },
    });
    buckets.allowReadingHoldings(write);
    buckets.allowFetchingEvidence(write, "receipts", "reports", "histories");
    buckets.allowWritingBags(write);
    records.allowReading(write, "GetItem", "BatchGetItem", "Query");
    records.allowQueryingIndex(write, volumesIndex);
    records.allowWriting(write, "PutItem");
    records.allowTelling(write);
    records.allowRecounting(write);
    write.allow("HandOn", ["sqs:SendMessage"], [own.arn]);
    write.allow("AskForProof", ["sqs:SendMessage"], [proof.arn]);
    this.queue = new WorkQueue(this, "exports", {
      alarms,
      worker: write,
      batchSize: 1,
      impact,
      putsOff: false,
      lateAfter: Duration.hours(2),
    }).queue;
    queueOn(bus, this.queue, this, ["export-asked"]);
  }
}

/** Asking for exports and fetching their bags, for the archive's own people. */
export class Exports extends Construct {
  readonly ask: ArchiveFunction<"export/ask-export">;
  readonly get: ArchiveFunction<"export/get-export">;

  constructor(scope: Construct, id: string, { cell, alarms, buckets, records }: ExportProps) {
    super(scope, id);
    const answering = { cell, alarms, memoryMegabytes: 512, timeoutSeconds: 15 };
    const reading = { RECORDS_TABLE: records.records.tableName, ARCHIVES: archivesVariable(cell) };
    this.ask = new ArchiveFunction(this, "export/ask-export", {
      ...answering,
      variables: { ...reading, HISTORY_TABLE: records.history.tableName },
      impact: "Nobody can ask for an export; those under way go on.",
    });
    records.allowReading(this.ask, "GetItem", "Query");
    records.allowWriting(this.ask, "PutItem");
    records.allowTelling(this.ask);
    this.get = new ArchiveFunction(this, "export/get-export", {
      ...answering,
      variables: { ...reading, EXPORTS_BUCKET: buckets.exports.bucketName },
      impact: "Nobody can see how far an export is, or fetch its bag; exports are written all the same.",
    });
    records.allowReading(this.get, "GetItem");
    buckets.allowFetchingBags(this.get);
  }
}
