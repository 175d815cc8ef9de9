import { Duration } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { EventSourceMapping, StartingPosition } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { eventBusName, eventSource } from "../shared/contract/names.ts";
import { alarmPeriod } from "./alarms.ts";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction, runbookSection } from "./archive-function.ts";
import type { Cell } from "./cell.ts";
import type { Records } from "./records.ts";
import { queueTarget } from "./work-queue.ts";

/** Events of the domain that start work somewhere; the others are told to whoever subscribes. */
export type WorkingEvent =
  | "page-accepted"
  | "page-read"
  | "page-unread"
  | "page-withdrawn"
  | "page-quarantined"
  | "page-restored"
  | "page-terms-changed"
  | "page-destroyed"
  | "copy-recorded"
  | "catalogue-received"
  | "bag-received"
  | "batch-opened"
  | "batch-accepted"
  | "batch-closed"
  | "batch-tested"
  | "preservation-asked"
  | "batch-returned"
  | "batch-converted"
  | "batch-amended"
  | "batch-quarantined"
  | "batch-released"
  | "export-asked"
  | "destruction-ordered";

/** A page stands otherwise than before: its copies and the index have to follow. */
export const standingEvents = [
  "page-withdrawn",
  "page-quarantined",
  "page-restored",
  "page-terms-changed",
  "page-destroyed",
] as const satisfies readonly WorkingEvent[];

/** Sends each of these events to a queue. */
export const queueOn = (bus: EventBus, queue: Queue, scope: Construct, events: readonly WorkingEvent[]): void => {
  new Rule(scope, "Events", {
    eventBus: bus,
    eventPattern: { source: [eventSource], detailType: [...events] },
    targets: [queueTarget(queue)],
  });
};

/** From the history table's stream onto the cell's bus. */
export class DomainEvents extends Construct {
  constructor(scope: Construct, id: string, props: { cell: Cell; alarms: Alarms; records: Records; bus: EventBus }) {
    super(scope, id);
    const { cell, alarms, records, bus } = props;
    const impact =
      "New pages are not read, copied or found by search; their work starts later, through the reconciler.";
    const publish = new ArchiveFunction(this, "events/publish-events", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 256,
      timeoutSeconds: 30,
      variables: { EVENT_BUS: eventBusName },
    });
    const streamArn = records.history.tableStreamArn;
    if (streamArn === undefined) throw new TypeError("the history table has no stream");
    records.allowFollowing(publish, streamArn);
    publish.allow("PublishEvents", ["events:PutEvents"], [bus.eventBusArn]);
    new EventSourceMapping(this, "Stream", {
      target: publish.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      // An event nobody can publish must not hold up those behind it: it stays in the history, and its work is owed by state.
      retryAttempts: 20,
      onFailure: publish.keepGivenUp(alarms, impact).destination,
    });
    alarms.raise(this, "Late", {
      section: runbookSection("events/publish-events"),
      symptom: "late",
      impact,
      metric: publish.lambda.metric("IteratorAge", { period: alarmPeriod, statistic: "Maximum" }),
      threshold: Duration.minutes(15).toMilliseconds(),
    });
  }
}
