import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

/** `delaySeconds`: up to 900 in which nobody gets the message. */
export type WorkQueue<T> = { send(message: T, delaySeconds?: number): Promise<void> };

const clientIn = (region: string | undefined): SQSClient =>
  new SQSClient({ useQueueUrlAsEndpoint: false, ...(region === undefined ? {} : { region }) });

/** A queue that takes commands as JSON. `region` is where the queue stands; another region's is reached over the long line. */
export const workQueue = <T>(queueUrl: string, region?: string, client = clientIn(region)): WorkQueue<T> => ({
  async send(message, delaySeconds) {
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message), DelaySeconds: delaySeconds }),
    );
  },
});
