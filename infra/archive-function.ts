import { Duration, RemovalPolicy, Size, Tags } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import * as z from "zod";
import type { FunctionName, FunctionVariables } from "../shared/contract/env.ts";
import { erasesTag, type BucketPurpose } from "../shared/contract/names.ts";
import { alarmPeriod } from "./alarms.ts";
import type { Alarms } from "./alarms.ts";
import type { Cell } from "./cell.ts";
import { DeadLetters } from "./dead-letters.ts";

export type ArchiveFunctionProps<N extends FunctionName> = {
  readonly cell: Cell;
  readonly alarms: Alarms;
  /** What its environment schema asks for, but for what Lambda itself sets. */
  readonly variables: FunctionVariables<N>;
  /** Who is hurt while it fails: one sentence, printed in its alarm. */
  readonly impact: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Its own disk, where Lambda's 512 MB are too little. */
  readonly diskMegabytes?: number;
  /** X-Ray; off unless asked for, since its permissions cannot be bound to a resource. */
  readonly tracing?: boolean;
};

/** A function's name without a slash: that of its alarm, its log group's last part and its runbook section. */
export const runbookSection = (name: FunctionName): string => name.replace("/", "-");

/** Holds the largest file that intake takes (functions/intake/limits.ts), and half as much again. */
export const fileDiskMegabytes = 1536;

const strings = z.record(z.string(), z.string());

/**
 * The house Lambda: its own role that can do nothing but write to its own log group until a construct allows it more, logs
 * kept as long as the deployment says (网络安全法 art. 21: at least six months), and an alarm that says who is hurt.
 */
export class ArchiveFunction<N extends FunctionName> extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly timeout: Duration;
  private readonly section: string;

  constructor(scope: Construct, name: N, props: ArchiveFunctionProps<N>) {
    const section = runbookSection(name);
    super(scope, section);
    this.section = section;
    this.timeout = Duration.seconds(props.timeoutSeconds);
    const logGroup = new LogGroup(this, "Logs", {
      logGroupName: `/lantai/${name}`,
      retention: props.cell.deployment.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: "WriteOwnLog",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.lambda = new LambdaFunction(this, "Function", {
      functionName: `lantai-${section}`,
      description: props.impact,
      runtime: Runtime.NODEJS_24_X,
      architecture: props.cell.deployment.architecture === "arm64" ? Architecture.ARM_64 : Architecture.X86_64,
      handler: "index.handler",
      code: Code.fromAsset(props.cell.packageDirectory(name)),
      memorySize: props.memoryMegabytes,
      timeout: this.timeout,
      ...(props.diskMegabytes === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(props.diskMegabytes) }),
      environment: strings.parse(props.variables),
      role: this.role,
      logGroup,
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    });
    props.alarms.raise(this, "Failing", {
      section,
      symptom: "failing",
      impact: props.impact,
      metric: this.lambda.metricErrors({ period: alarmPeriod, statistic: "Sum" }),
      threshold: 1,
    });
  }

  /** A dead-letter queue of the function's own, for invocations that no queue of the cell stands behind. */
  keepGivenUp(alarms: Alarms, impact: string): DeadLetters {
    const queueName = `lantai-${this.section}-dead`;
    const dead = new DeadLetters(this, "Dead", { alarms, queueName, section: this.section, impact });
    this.allow("KeepGivenUp", ["sqs:SendMessage"], [dead.queue.queueArn]);
    return dead;
  }

  /** Marks the function as one that erases from a bucket, which refuses all others (buckets.ts). */
  erasesFrom(purpose: BucketPurpose): void {
    Tags.of(this.role).add(erasesTag(purpose), "true");
  }

  /** Lets the function do exactly these actions on exactly these resources. `why` is the statement's Sid. */
  allow(why: string, actions: string[], resources: string[]): void {
    if (resources.length === 0) return;
    this.role.addToPolicy(new PolicyStatement({ sid: why, actions, resources }));
  }
}
