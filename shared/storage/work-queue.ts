import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

export type WorkQueue<T> = { send(message: T): Promise<void> };

/** A queue that takes commands as JSON. `region` is where the queue stands; another region's is reached over the long line. */
export const workQueue = <T>(queueUrl: string, region?: string): WorkQueue<T> => {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false, ...(region === undefined ? {} : { region }) });
  return {
    async send(message) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },
  };
};
