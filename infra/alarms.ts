import { Aws, Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

export type AlarmReason = {
  /** Heading of docs/runbook.md that says what to do. */
  readonly section: string;
  /** What tells this alarm from the section's other ones, such as `dead` or `late`. */
  readonly symptom: string;
  /** Who is hurt, and how, while this lasts: one sentence. */
  readonly impact: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  readonly evaluationPeriods?: number;
  /** True where silence itself is the fault. */
  readonly silenceAlarms?: boolean;
};

export const alarmPeriod = Duration.minutes(5);

/** A cell's one place to be woken from: operators subscribe to the topic `lantai-alarms`. */
export class Alarms extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, "Topic", { topicName: "lantai-alarms", enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsMayTell",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
  }

  /** Adds an alarm whose text says who is hurt and where the remedy is written. */
  raise(scope: Construct, id: string, reason: AlarmReason): Alarm {
    const alarm = new Alarm(scope, id, {
      alarmName: `lantai-${reason.section}-${reason.symptom}`,
      alarmDescription: `${reason.impact} Runbook: docs/runbook.md#${reason.section}`,
      metric: reason.metric,
      threshold: reason.threshold,
      comparisonOperator: reason.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: reason.evaluationPeriods ?? 1,
      treatMissingData: reason.silenceAlarms ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}
