import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import type { Caller } from "../../network/service.ts";
import { fastestPerSecond, type MoveTask } from "./move-tasks.ts";
import { requireAccess, type Queues } from "./queue-access.ts";
import type { QueueDefinition } from "./queue-definition.ts";

/**
 * Moving messages out of dead-letter queues.
 * Reference: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export const moveTaskOperations = (queues: Queues): Record<string, Operation> => ({
  StartMessageMoveTask: operation(
    z.strictObject({
      SourceArn: z.string(),
      DestinationArn: z.string().exactOptional(),
      MaxNumberOfMessagesPerSecond: z.int().min(1).max(fastestPerSecond).exactOptional(),
    }),
    ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }, caller) => {
      const source = existing(queues, SourceArn, "SourceArn");
      const destination = DestinationArn === undefined ? undefined : existing(queues, DestinationArn, "DestinationArn");
      const origins = [...queues.byArn.values()].filter(({ redrive }) => redrive?.deadLetterTargetArn === source.arn);
      requireMoving(queues, caller, source, destination === undefined ? origins : [destination]);
      if (origins.length === 0) {
        throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
      }
      if (queues.moves.latest(source.arn, 1).some(({ status }) => status === "RUNNING")) {
        throw new AwsError(
          "InvalidParameterValue",
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      return {
        TaskHandle: queues.moves.start({
          source: source.arn,
          destination: destination?.arn,
          perSecond: MaxNumberOfMessagesPerSecond,
        }),
      };
    },
  ),

  ListMessageMoveTasks: operation(
    z.strictObject({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).default(1) }),
    ({ SourceArn, MaxResults }, caller) => {
      const source = existing(queues, SourceArn, "SourceArn");
      requireAccess(queues, caller, "ListMessageMoveTasks", source.arn);
      return { Results: queues.moves.latest(source.arn, MaxResults).map(described) };
    },
  ),

  CancelMessageMoveTask: operation(z.strictObject({ TaskHandle: z.string() }), ({ TaskHandle }, caller) => {
    const task = queues.moves.withHandle(TaskHandle);
    if (task === undefined) {
      throw new AwsError("ResourceNotFoundException", "Task does not exist.");
    }
    requireAccess(queues, caller, "CancelMessageMoveTask", task.source);
    if (task.status !== "RUNNING") {
      throw new AwsError("InvalidParameterValue", "Only active tasks can be cancelled.");
    }
    queues.moves.cancel(task);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }),
});

/** Source: Amazon SQS Developer Guide, "Configure queue permissions for dead-letter queue redrive". */
const requireMoving = (
  queues: Queues,
  caller: Caller,
  source: QueueDefinition,
  receivers: readonly QueueDefinition[],
): void => {
  for (const action of ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] as const) {
    requireAccess(queues, caller, action, source.arn);
  }
  for (const receiver of receivers) {
    requireAccess(queues, caller, "SendMessage", receiver.arn);
  }
};

const existing = (queues: Queues, queueArn: string, parameter: string): QueueDefinition => {
  const queue = queues.byArn.get(queueArn);
  if (queue === undefined) {
    throw new AwsError(
      "ResourceNotFoundException",
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    );
  }
  return queue;
};

const described = (task: MoveTask) => ({
  ...(task.status === "RUNNING" ? { TaskHandle: task.handle } : {}),
  Status: task.status,
  SourceArn: task.source,
  ...(task.destination === undefined ? {} : { DestinationArn: task.destination }),
  ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
  StartedTimestamp: task.startedAt,
});
