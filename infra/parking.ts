import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import { ownDeadLetterQueues, ownQueues, queuesVariable } from "./cell.ts";
import type { Cell } from "./cell.ts";

/** Looking at what was given up, and putting it back to work. */
export class Parking extends Construct {
  readonly listParked: ArchiveFunction<"parking/list-parked">;
  readonly redriveParked: ArchiveFunction<"parking/redrive-parked">;

  constructor(scope: Construct, id: string, props: { cell: Cell; alarms: Alarms }) {
    super(scope, id);
    const { cell, alarms } = props;
    const answering = { cell, alarms, memoryMegabytes: 256, timeoutSeconds: 15 };
    const variables = { QUEUES: queuesVariable(cell) };
    this.listParked = new ArchiveFunction(this, "parking/list-parked", {
      ...answering,
      variables,
      impact: "Operators cannot see why messages were given up, and redrive them blindly.",
    });
    this.redriveParked = new ArchiveFunction(this, "parking/redrive-parked", {
      ...answering,
      variables,
      impact: "Parked messages cannot be put back to work by command.",
    });
    const dead = ownDeadLetterQueues(cell);
    this.listParked.allow("LookAtParked", ["sqs:GetQueueAttributes", "sqs:ReceiveMessage"], dead);
    this.redriveParked.allow(
      "TakeParked",
      ["sqs:StartMessageMoveTask", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      dead,
    );
    this.redriveParked.allow("PutBackToWork", ["sqs:SendMessage"], ownQueues(cell));
  }
}
