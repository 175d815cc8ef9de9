import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";
import { eventBusName } from "../shared/contract/names.ts";
import { Alarms } from "./alarms.ts";
import { Buckets } from "./buckets.ts";
import type { Cell } from "./cell.ts";
import { Records } from "./records.ts";
import { Uploaders } from "./uploaders.ts";

/** What a cell keeps, and the two places where it tells others: the bus for its own functions, the topic for people. */
export class StorageStack extends Stack {
  readonly buckets: Buckets;
  readonly records: Records;
  readonly bus: EventBus;
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, props: StackProps & { cell: Cell }) {
    super(scope, id, props);
    this.alarms = new Alarms(this, "Alarms");
    this.buckets = new Buckets(this, "Buckets", props.cell);
    this.records = new Records(this, "Records");
    this.bus = new EventBus(this, "Bus", { eventBusName });
    new Uploaders(this, "Uploaders", { cell: props.cell, intake: this.buckets.intake });
  }
}
