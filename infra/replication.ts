import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { owedIndex } from "../shared/contract/names.ts";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archivesCopiedHere, archivesVariable, peerHoldings, peerQueues, peersVariable } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { queueOn, standingEvents } from "./domain-events.ts";
import { everyFiveMinutes } from "./every-five-minutes.ts";
import type { Records } from "./records.ts";
import { Recheck } from "./recheck.ts";
import { WorkQueue } from "./work-queue.ts";

type ReplicationProps = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  readonly buckets: Buckets;
  readonly records: Records;
  readonly bus: EventBus;
  readonly ocrQueue: IQueue;
  readonly fullTextQueue: IQueue;
  readonly accessionQueue: IQueue;
  readonly catalogueQueue: IQueue;
  readonly bagsQueue: IQueue;
  readonly handOverQueue: IQueue;
  readonly testsQueue: IQueue;
  readonly exportsQueue: IQueue;
  readonly destructionsQueue: IQueue;
};

/**
 * A page's way to safety: copied from here (`copy-page`), read back and compared *there* (`prove-copy`, with credentials that
 * cannot read the source), and its receipt noted here (`record-receipt`). `reconcile` starts whatever an event lost, and
 * `recheck-copies` (recheck.ts) has everything that is kept here read again from time to time.
 */
export class Replication extends Construct {
  constructor(scope: Construct, id: string, props: ReplicationProps) {
    super(scope, id);
    const receipts = this.recordReceipts(props);
    const proof = this.proveCopies(props, receipts);
    const queue = this.copyPages(props, proof);
    this.eraseCopies(props, proof);
    this.reconcile(props, queue);
    new Recheck(this, "Recheck", { ...props, proof });
  }

  private copyPages({ cell, alarms, buckets, records, bus }: ReplicationProps, proof: IQueue): IQueue {
    const copy = new ArchiveFunction(this, "replication/copy-page", {
      cell,
      alarms,
      impact: "New pages exist in one region only and would be lost with it.",
      memoryMegabytes: 512,
      timeoutSeconds: 120,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        PEERS: peersVariable(cell),
        PROOF_QUEUE_URL: proof.queueUrl,
      },
    });
    buckets.allowReadingHoldings(copy);
    // What rotted here is replaced from a proven copy.
    buckets.allowKeeping(copy);
    // Reading there too: what is already there is not sent again.
    copy.allow(
      "CopyToPeers",
      ["s3:PutObject", "s3:GetObject"],
      peerHoldings(cell).map((bucket) => `${bucket}/*`),
    );
    copy.allow("TellAbsentCopies", ["s3:ListBucket"], peerHoldings(cell));
    copy.allow("AskForProof", ["sqs:SendMessage"], [proof.queueArn, ...peerQueues(cell, "proof")]);
    copy.allow("AskForErasure", ["sqs:SendMessage"], peerQueues(cell, "erasure"));
    records.allowReading(copy, "GetItem", "Query");
    const { queue } = new WorkQueue(this, "replication", {
      alarms,
      worker: copy,
      batchSize: 5,
      impact: "Pages wait in one region, unsafe, for their copy.",
      lateAfter: Duration.hours(1),
    });
    queueOn(bus, queue, this, ["page-accepted", "page-read", "page-unread", ...standingEvents]);
    return queue;
  }

  private proveCopies({ cell, alarms, buckets, records }: ReplicationProps, receipts: IQueue): IQueue {
    const prove = new ArchiveFunction(this, "replication/prove-copy", {
      cell,
      alarms,
      impact: "Copies that arrived here are not read back, so their pages do not become safe.",
      memoryMegabytes: 512,
      timeoutSeconds: 120,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        PEERS: peersVariable(cell),
        RECEIPTS_QUEUE_URL: receipts.queueUrl,
      },
    });
    buckets.allowReadingHoldings(prove);
    prove.allow("SendReceipts", ["sqs:SendMessage"], [receipts.queueArn, ...peerQueues(cell, "receipts")]);
    records.allowReading(prove, "GetItem");
    records.allowWriting(prove, "PutItem", "UpdateItem");
    records.allowTelling(prove);
    return new WorkQueue(this, "proof", {
      alarms,
      worker: prove,
      batchSize: 5,
      impact: "Copies from other regions wait here unproven.",
      lateAfter: Duration.hours(1),
    }).queue;
  }

  private eraseCopies({ cell, alarms, buckets, records }: ReplicationProps, proof: IQueue): void {
    const impact = "What went ahead of a batch that is held for secrecy still lies in this region.";
    const erase = new ArchiveFunction(this, "replication/erase-copy", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 256,
      timeoutSeconds: 60,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        HISTORY_TABLE: records.history.tableName,
        HOLDINGS_BUCKET: buckets.holdings.bucketName,
        PEERS: peersVariable(cell),
        PROOF_QUEUE_URL: proof.queueUrl,
      },
    });
    buckets.allowErasingCopies(erase, archivesCopiedHere(cell));
    erase.allow("SendReceipts", ["sqs:SendMessage"], peerQueues(cell, "receipts"));
    erase.allow("AskForProof", ["sqs:SendMessage"], [proof.queueArn]);
    records.allowReading(erase, "GetItem", "Query");
    records.allowWriting(erase, "PutItem", "UpdateItem");
    records.allowForgetting(erase);
    records.allowTelling(erase);
    new WorkQueue(this, "erasure", { alarms, worker: erase, batchSize: 5, impact, lateAfter: Duration.minutes(15) });
  }

  private recordReceipts({ cell, alarms, records }: ReplicationProps): IQueue {
    const record = new ArchiveFunction(this, "replication/record-receipt", {
      cell,
      alarms,
      impact: "Pages that are safe in truth are shown as unsafe, and clerks hold back their originals.",
      memoryMegabytes: 256,
      timeoutSeconds: 30,
      variables: { RECORDS_TABLE: records.records.tableName, HISTORY_TABLE: records.history.tableName },
    });
    records.allowReading(record, "GetItem");
    records.allowWriting(record, "PutItem", "UpdateItem");
    records.allowTelling(record);
    return new WorkQueue(this, "receipts", {
      alarms,
      worker: record,
      batchSize: 10,
      impact: "Proofs from other regions wait here unrecorded; their pages are shown as unsafe.",
      lateAfter: Duration.hours(1),
    }).queue;
  }

  private reconcile(props: ReplicationProps, own: IQueue): void {
    const { cell, alarms, records, ocrQueue, fullTextQueue, accessionQueue } = props;
    const { catalogueQueue, bagsQueue, handOverQueue, testsQueue, exportsQueue, destructionsQueue } = props;
    const impact = "Work whose event was lost is never done: pages stay unread, unfound or unsafe, silently.";
    const reconcile = new ArchiveFunction(this, "replication/reconcile", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 512,
      timeoutSeconds: 240,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        ARCHIVES: archivesVariable(cell),
        OCR_QUEUE_URL: ocrQueue.queueUrl,
        REPLICATION_QUEUE_URL: own.queueUrl,
        FULL_TEXT_QUEUE_URL: fullTextQueue.queueUrl,
        ACCESSION_QUEUE_URL: accessionQueue.queueUrl,
        CATALOGUE_QUEUE_URL: catalogueQueue.queueUrl,
        BAGS_QUEUE_URL: bagsQueue.queueUrl,
        HAND_OVER_QUEUE_URL: handOverQueue.queueUrl,
        TESTS_QUEUE_URL: testsQueue.queueUrl,
        EXPORTS_QUEUE_URL: exportsQueue.queueUrl,
        DESTRUCTIONS_QUEUE_URL: destructionsQueue.queueUrl,
      },
    });
    records.allowAskingIndexOnly(reconcile, owedIndex);
    const accessioning = [accessionQueue, catalogueQueue, bagsQueue, handOverQueue, testsQueue];
    const queues = [ocrQueue, own, fullTextQueue, ...accessioning, exportsQueue, destructionsQueue];
    reconcile.allow(
      "StartOwedWork",
      ["sqs:SendMessage"],
      queues.map(({ queueArn }) => queueArn),
    );
    everyFiveMinutes(this, reconcile, { name: "replication/reconcile", alarms, impact });
  }
}
