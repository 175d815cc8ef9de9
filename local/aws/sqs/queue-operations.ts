import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import { queueAtUrl, queueNamed, queueUrl, queueWithArn, requireAccess, type Queues } from "./queue-access.ts";
import type { QueueDefinition } from "./queue-definition.ts";

const ofQueue = z.strictObject({ QueueUrl: z.string() });

/** The operations on queues; queues themselves come from templates only, so none creates or deletes one. */
export const queueOperations = (queues: Queues): Record<string, Operation> => ({
  GetQueueUrl: operation(
    z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().exactOptional() }),
    ({ QueueName, QueueOwnerAWSAccountId }, caller) => {
      const queue = queueNamed(queues, QueueName);
      if (queue === undefined || (QueueOwnerAWSAccountId ?? queues.accountId) !== queues.accountId) {
        throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      }
      requireAccess(queues, caller, "GetQueueUrl", queue.arn);
      return { QueueUrl: queueUrl(queues, queue) };
    },
  ),

  GetQueueAttributes: operation(
    z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) }),
    ({ QueueUrl, AttributeNames }, caller) => {
      const all = attributesOf(queues, queueAtUrl(queues, QueueUrl, caller, "GetQueueAttributes"));
      const unknown = AttributeNames.find((name) => name !== "All" && !knownAttributes.has(name));
      if (unknown !== undefined) {
        throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
      }
      const wanted = Object.entries(all).filter(
        ([name, value]) => value !== undefined && (AttributeNames.includes("All") || AttributeNames.includes(name)),
      );
      return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
    },
  ),

  SetQueueAttributes: operation(
    z.strictObject({
      QueueUrl: z.string(),
      Attributes: z.strictObject({ VisibilityTimeout: z.string().regex(/^\d{1,5}$/) }),
    }),
    ({ QueueUrl, Attributes }, caller) => {
      const queue = queueAtUrl(queues, QueueUrl, caller, "SetQueueAttributes");
      const seconds = Number(Attributes.VisibilityTimeout);
      if (seconds > 43_200) {
        throw new AwsError("InvalidAttributeValue", "Invalid value for the parameter VisibilityTimeout.");
      }
      queues.store.setVisibility(queue.arn, seconds);
      queues.byArn.set(queue.arn, { ...queue, visibilityTimeoutSeconds: seconds });
    },
  ),

  PurgeQueue: operation(ofQueue, ({ QueueUrl }, caller) => {
    queues.store.purge(queueAtUrl(queues, QueueUrl, caller, "PurgeQueue").arn);
  }),

  ListQueues: operation(
    z.strictObject({
      QueueNamePrefix: z.string().default(""),
      MaxResults: z.int().min(1).max(1_000).default(1_000),
      NextToken: z.string().default(""),
    }),
    ({ QueueNamePrefix, MaxResults, NextToken }, caller) => {
      requireAccess(queues, caller, "ListQueues", "*");
      const found = named(queues, (queue) => queue.queueName.startsWith(QueueNamePrefix));
      return page(queues, found, MaxResults, NextToken, "QueueUrls");
    },
  ),

  ListDeadLetterSourceQueues: operation(
    z.strictObject({
      QueueUrl: z.string(),
      MaxResults: z.int().min(1).max(1_000).default(1_000),
      NextToken: z.string().default(""),
    }),
    ({ QueueUrl, MaxResults, NextToken }, caller) => {
      const { arn } = queueAtUrl(queues, QueueUrl, caller, "ListDeadLetterSourceQueues");
      const sources = named(queues, ({ redrive }) => redrive?.deadLetterTargetArn === arn);
      // The API itself spells this member with a small q.
      return page(queues, sources, MaxResults, NextToken, "queueUrls");
    },
  ),

  StartMessageMoveTask: operation(
    z.strictObject({ SourceArn: z.string(), DestinationArn: z.string().exactOptional() }),
    ({ SourceArn, DestinationArn }, caller) => {
      for (const action of moveActions) requireAccess(queues, caller, action, SourceArn);
      const source = queueWithArn(queues, SourceArn);
      const destination = DestinationArn === undefined ? undefined : queueWithArn(queues, DestinationArn);
      if (destination !== undefined) requireAccess(queues, caller, "SendMessage", destination.arn);
      const { queues: receivers } = queues.store.redrive(source.arn, destination?.arn);
      for (const receiver of receivers) {
        queues.arrivals.changed(receiver);
      }
      return { TaskHandle: Buffer.from(`moved ${source.arn}`).toString("base64") };
    },
  ),
});

/** What SQS does on a source queue in the name of who asks for its messages to be moved. Source: SQS API Reference, "StartMessageMoveTask". */
const moveActions = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] as const;

const attributesOf = (queues: Queues, queue: QueueDefinition): Record<string, string | undefined> => {
  const { visible, inFlight, delayed } = queues.store.counts(queue.arn);
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    DelaySeconds: String(queue.delaySeconds),
    MessageRetentionPeriod: String(queue.messageRetentionSeconds),
    MaximumMessageSize: String(queue.maximumMessageBytes),
    RedrivePolicy: queue.redrive === undefined ? undefined : JSON.stringify(queue.redrive),
    FifoQueue: queue.fifo === undefined ? undefined : "true",
    ContentBasedDeduplication: queue.fifo === undefined ? undefined : String(queue.fifo.contentBasedDeduplication),
  };
};

const knownAttributes: ReadonlySet<string> = new Set([
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "VisibilityTimeout",
  "DelaySeconds",
  "MessageRetentionPeriod",
  "MaximumMessageSize",
  "RedrivePolicy",
  "FifoQueue",
  "ContentBasedDeduplication",
]);

const named = (queues: Queues, wanted: (queue: QueueDefinition) => boolean): QueueDefinition[] =>
  [...queues.byArn.values()].filter(wanted).sort((one, other) => (one.queueName < other.queueName ? -1 : 1));

const page = (
  queues: Queues,
  found: readonly QueueDefinition[],
  maximum: number,
  after: string,
  member: "QueueUrls" | "queueUrls",
) => {
  const rest = found.filter(({ queueName }) => queueName > after);
  const shown = rest.slice(0, maximum);
  const last = shown.at(-1);
  return {
    [member]: shown.map((queue) => queueUrl(queues, queue)),
    ...(rest.length > shown.length && last !== undefined ? { NextToken: last.queueName } : {}),
  };
};
