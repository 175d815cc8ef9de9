import { AwsError } from "../network/aws-json.ts";
import { UndeliverableError, type DeliveryOptions } from "../aws/eventbridge/delivery.ts";
import type { SqsService } from "../aws/sqs/sqs-service.ts";

/** Hands a payload to a queue; a queue that does not exist never will, so that EventBridge does not try again. */
export const sendToQueue = (
  sqs: SqsService,
  queueArn: string,
  payload: string,
  { messageGroupId, attributes = {} }: DeliveryOptions,
): void => {
  try {
    sqs.send(queueArn, payload, {
      ...(messageGroupId === undefined ? {} : { groupId: messageGroupId }),
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
      ),
    });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "QueueDoesNotExist") throw error;
    throw new UndeliverableError(error.message, { cause: error });
  }
};
