import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  SQSServiceException,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { deadLetterQueueName, queueName, queueNames, type QueueName } from "../contract/names.ts";
import { queueUrlOf } from "../runtime/queue-url.ts";

const parkedMessage = z
  .object({
    MessageId: z.string(),
    Body: z.string(),
    MessageAttributes: z.object({ Reason: z.object({ StringValue: z.string() }) }).optional(),
    Attributes: z.object({ SentTimestamp: z.coerce.number() }),
  })
  .transform(({ MessageId, Body, MessageAttributes, Attributes }) => ({
    messageId: MessageId,
    body: Body,
    /** Empty when the worker ended without an answer, so that SQS itself set the message aside. */
    reason: MessageAttributes?.Reason.StringValue ?? "",
    /** When it was parked (ISO 8601); of one that SQS itself set aside, when it was first sent. */
    since: new Date(Attributes.SentTimestamp).toISOString(),
  }));
/** A message nobody works on any more, and why. */
export type ParkedMessage = z.output<typeof parkedMessage>;

const queueAttributes = z.object({ ApproximateNumberOfMessages: z.coerce.number() });

/** ReceiveMessage gives no more at once. */
const sampled = 10;
/** In UTF-16 code units. */
const longestReason = 500;

/** The queue an ARN names, if it is one of a cell's. */
export const queueOfArn = (arn: string): QueueName | undefined =>
  queueNames.find((name) => arn.endsWith(`:${queueName(name)}`));

const deadLetterArn = (arn: string): string => {
  const queue = queueOfArn(arn);
  if (queue === undefined) throw new Error(`not a queue of the cell: ${arn}`);
  return arn.replace(queueName(queue), deadLetterQueueName(queue));
};

/** SQS takes neither control characters in an attribute nor the half of a character that was cut. */
const reasonText = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, longestReason).replaceAll(/[^\P{C}\n]/gu, " ") || "no reason given";
};

/** SQS has no error of its own for this. */
const isMovingAlready = (error: unknown): boolean =>
  error instanceof SQSServiceException && error.message.includes("already a task running");

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
    return queueAttributes.parse(Attributes).ApproximateNumberOfMessages;
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
    return Messages.map((message) => parkedMessage.parse(message));
  },

  /**
   * Puts all of them back on the queue they are parked behind. SQS moves them on its own from here on; what it began before
   * and has not ended yet goes on.
   */
  async redrive(arn: string): Promise<void> {
    try {
      await client.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetterArn(arn), DestinationArn: arn }));
    } catch (error) {
      if (!isMovingAlready(error)) throw error;
    }
  },
});
export type ParkedMessages = ReturnType<typeof parkedMessages>;
