import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { deadLetterQueueName, queueName, queueNames, type QueueName } from "../contract/names.ts";
import { queueUrlOf } from "../runtime/queue-url.ts";

/** A message nobody works on any more, and why. */
export type ParkedMessage = {
  readonly messageId: string;
  readonly body: string;
  /** Empty when the worker ended without an answer, so that SQS itself set the message aside. */
  readonly reason: string;
  /** When it was parked; of one that SQS itself set aside, when it was first sent. */
  readonly since: string;
};

/** ReceiveMessage gives no more at once. */
const sampled = 10;
const longestReason = 500;

/** The queue an ARN names, if it is one of a cell's. */
export const queueOfArn = (arn: string): QueueName | undefined =>
  queueNames.find((name) => arn.endsWith(`:${queueName(name)}`));

const deadLetterArn = (arn: string): string => {
  const queue = queueOfArn(arn);
  if (queue === undefined) throw new Error(`not a queue of the cell: ${arn}`);
  return arn.replace(queueName(queue), deadLetterQueueName(queue));
};

/** SQS takes no control characters in an attribute. */
const reasonText = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll(/[^\P{C}\n]/gu, " ").slice(0, longestReason) || "no reason given";
};

/** The dead-letter queues of one region, where messages are parked with the reason until somebody redrives them. */
export const parkedMessages = (client = new SQSClient({ useQueueUrlAsEndpoint: false })) => ({
  /** Sets a message of a queue aside; the caller then takes it off that queue. A crash between the two parks it twice. */
  async park(arn: string, body: string, error: unknown): Promise<void> {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrlOf(deadLetterArn(arn)),
        MessageBody: body,
        MessageAttributes: { Reason: { DataType: "String", StringValue: reasonText(error) } },
      }),
    );
  },

  /** About how many messages are parked behind a queue. */
  async count(arn: string): Promise<number> {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrlOf(deadLetterArn(arn)),
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    );
    return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
  },

  /** Some of the parked messages, which stay where they are. */
  async sample(arn: string): Promise<ParkedMessage[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrlOf(deadLetterArn(arn)),
        MaxNumberOfMessages: sampled,
        VisibilityTimeout: 0,
        MessageAttributeNames: ["Reason"],
        MessageSystemAttributeNames: ["SentTimestamp"],
      }),
    );
    return Messages.map(parked);
  },

  /** Puts all of them back on the queue they are parked behind. SQS moves them on its own from here on. */
  async redrive(arn: string): Promise<void> {
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetterArn(arn), DestinationArn: arn }));
  },
});
export type ParkedMessages = ReturnType<typeof parkedMessages>;

const parked = ({ MessageId = "", Body = "", MessageAttributes, Attributes }: Message): ParkedMessage => ({
  messageId: MessageId,
  body: Body,
  reason: MessageAttributes?.["Reason"]?.StringValue ?? "",
  since: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
});
