import { Duration } from "aws-cdk-lib";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { FunctionName } from "../shared/contract/env.ts";
import { deadLetterQueueName, maxReceiveCount, queueName } from "../shared/contract/names.ts";
import type { QueueName } from "../shared/contract/names.ts";
import { alarmPeriod } from "./alarms.ts";
import type { Alarms } from "./alarms.ts";
import type { ArchiveFunction } from "./archive-function.ts";
import { DeadLetters, everyQueue } from "./dead-letters.ts";

export type WorkQueueProps<N extends FunctionName> = {
  readonly alarms: Alarms;
  readonly worker: ArchiveFunction<N>;
  /** Messages a worker gets at once; it reports those it failed one by one. */
  readonly batchSize: number;
  /** Who is hurt while messages wait too long or were given up: one sentence. */
  readonly impact: string;
  /** Whether the worker may find that it is too early; else it does not touch when a message comes again. Default: true. */
  readonly putsOff?: boolean;
  /** How long the oldest message may wait before somebody is told. */
  readonly lateAfter: Duration;
};

/**
 * A queue with one worker behind it. What the worker fails `maxReceiveCount` times is parked in the dead-letter queue, with the
 * reason if the worker could still tell one, for 14 days, the longest SQS keeps a message. Past that its work is still owed by
 * state, and found again from the records and the intake bucket.
 *
 * Encrypted with SQS's own keys: messages carry names and digests, no page, and a customer key would have to be opened to
 * the other regions' functions that send here.
 */
export class WorkQueue<N extends FunctionName> extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, name: QueueName, props: WorkQueueProps<N>) {
    super(scope, `queue-${name}`);
    const { queue: dead } = new DeadLetters(this, "Dead", {
      alarms: props.alarms,
      queueName: deadLetterQueueName(name),
      section: `queue-${name}`,
      impact: props.impact,
    });
    this.queue = new Queue(this, "Queue", {
      ...everyQueue,
      queueName: queueName(name),
      // Six times the worker's time-out, so that throttled retries do not run twice at once (Lambda guide, "Using SQS").
      visibilityTimeout: Duration.seconds(6 * props.worker.timeout.toSeconds()),
      deadLetterQueue: { queue: dead, maxReceiveCount: maxReceiveCount[name] },
    });
    new EventSourceMapping(this, "Work", {
      target: props.worker.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: props.batchSize,
      reportBatchItemFailures: true,
    });
    props.worker.allow(
      "TakeWork",
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      [this.queue.queueArn],
    );
    if (props.putsOff ?? true) props.worker.allow("PutOffWork", ["sqs:ChangeMessageVisibility"], [this.queue.queueArn]);
    props.worker.allow("ParkWithReason", ["sqs:SendMessage"], [dead.queueArn]);
    props.alarms.raise(this, "Late", {
      section: `queue-${name}`,
      symptom: "late",
      impact: props.impact,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: alarmPeriod, statistic: "Maximum" }),
      threshold: props.lateAfter.toSeconds(),
    });
  }
}

/** A queue as the target of a rule: what EventBridge cannot hand over waits where the worker's failures wait. */
export const queueTarget = (queue: Queue): SqsQueue => {
  const { deadLetterQueue } = queue;
  if (deadLetterQueue === undefined) throw new TypeError(`${queue.node.path} has no dead-letter queue`);
  return new SqsQueue(queue, { deadLetterQueue: deadLetterQueue.queue });
};
