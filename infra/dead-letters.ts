import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { alarmPeriod } from "./alarms.ts";
import type { Alarms } from "./alarms.ts";

export type DeadLettersProps = {
  readonly alarms: Alarms;
  readonly queueName: string;
  /** Heading of docs/runbook.md that says what to do. */
  readonly section: string;
  /** Who is hurt while something waits here: one sentence. */
  readonly impact: string;
};

/** What a queue of a cell is like, whatever it carries: closed, TLS only, and 14 days, the longest SQS keeps a message. */
export const everyQueue = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
} as const;

/** Where what was given up waits, with an alarm as soon as something does. */
export class DeadLetters extends Construct {
  readonly queue: Queue;
  /** For what Lambda itself gives up. The grant, with its reason, is the function's (`keepGivenUp`). */
  readonly destination = { bind: () => ({ destination: this.queue.queueArn }) };

  constructor(scope: Construct, id: string, { alarms, queueName, section, impact }: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, "Queue", { ...everyQueue, queueName });
    alarms.raise(this, "GivenUp", {
      section,
      symptom: "dead",
      impact,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: "Maximum" }),
      threshold: 1,
    });
  }
}
