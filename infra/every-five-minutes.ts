import { Duration } from "aws-cdk-lib";
import { ComparisonOperator } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import type { FunctionName } from "../shared/contract/env.ts";
import { alarmPeriod } from "./alarms.ts";
import type { Alarms } from "./alarms.ts";
import { runbookSection } from "./archive-function.ts";
import type { ArchiveFunction } from "./archive-function.ts";

/**
 * Runs a function that finds lost work every five minutes, with an alarm for when it does not run: nobody else would tell.
 * A run that could not be started, or failed as often as Lambda tries, waits in the function's dead-letter queue.
 */
export const everyFiveMinutes = <N extends FunctionName>(
  scope: Construct,
  finder: ArchiveFunction<N>,
  { name, alarms, impact }: { readonly name: N; readonly alarms: Alarms; readonly impact: string },
): void => {
  const { queue, destination } = finder.keepGivenUp(alarms, impact);
  finder.lambda.configureAsyncInvoke({ onFailure: destination, maxEventAge: Duration.minutes(30) });
  new Rule(scope, "EveryFiveMinutes", {
    schedule: Schedule.rate(Duration.minutes(5)),
    targets: [new LambdaFunction(finder.lambda, { deadLetterQueue: queue, maxEventAge: Duration.minutes(30) })],
  });
  alarms.raise(scope, "Silent", {
    section: runbookSection(name),
    symptom: "silent",
    impact,
    metric: finder.lambda.metricInvocations({ period: alarmPeriod, statistic: "Sum" }),
    threshold: 1,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 3,
    silenceAlarms: true,
  });
};
