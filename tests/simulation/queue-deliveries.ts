import type { SQSRecord } from "aws-lambda";
import { eventSourceMappingType } from "../../local/template/resource-types/function.ts";
import { queueRecord } from "../../local/wire/queue-record.ts";
import { deadLetterQueueName, maxReceiveCount, queueName, type QueueName } from "../../shared/contract/names.ts";
import { queueOfArn } from "../../shared/storage/parked-messages.ts";
import type { ReceivedMessage } from "../../local/aws/sqs/message-store.ts";
import type { Begun, Deliverable } from "./deliverable.ts";
import { functionNamed } from "./simulated-app.ts";
import type { World } from "./world.ts";

/**
 * Deliveries at which on intake and OCR give up a page that keeps killing its function: as promised, but not the end that
 * it would have come to. So the delivery before it is spared. Of the other queues a message may get as far as being parked.
 */
const givenUpAt: Partial<Record<QueueName, number>> = { intake: 4, ocr: 4 };

/** The queues that feed functions, and the messages that wait in them. */
export const queueDeliveries = (world: World) => {
  const { simulated, chance, faults } = world;
  const mappings = simulated.app
    .all(eventSourceMappingType)
    .filter(({ properties }) => properties.EventSourceArn.includes(":sqs:"))
    .map(({ region, properties: { EventSourceArn: arn, BatchSize = 10, FunctionName, FilterCriteria } }) => {
      if (FilterCriteria !== undefined) throw new Error(`the simulation does not filter what ${arn} carries`);
      const queue = queueOfArn(arn);
      if (queue === undefined) throw new Error(`no queue of the contract has the ARN ${arn}`);
      return { region, arn, queue, batchSize: BatchSize, name: functionNamed(FunctionName) };
    });
  type Mapping = (typeof mappings)[number];

  /** Sets aside what was not done at a delivery that was to be its last, as SQS does. */
  const setAside = ({ region, arn, queue }: Mapping, { body, receiptHandle }: ReceivedMessage): void => {
    const { sqs } = world.servicesOf(region);
    sqs.send(arn.replace(queueName(queue), deadLetterQueueName(queue)), body);
    sqs.remove(arn, receiptHandle);
  };

  const begin = (mapping: Mapping): Begun | undefined => {
    const { region, arn, queue, batchSize, name } = mapping;
    const { sqs } = world.servicesOf(region);
    const messages = sqs.receive(arn, chance.between(1, batchSize));
    if (messages.length === 0) return undefined;
    const worker = world.borrow(region, name);
    if (worker.kind !== "queue") throw new Error(`${name} does not work from a queue`);
    const { attempt } = worker;
    const spareAt = (givenUpAt[queue] ?? Infinity) - 1;
    const spared = messages.some(({ receiveCount }) => receiveCount >= spareAt);
    const delivered = messages.map((message) => {
      const last = givenUpAt[queue] === undefined && faults.hits("last-delivery");
      return { message, last, receiveCount: last ? maxReceiveCount[queue] : message.receiveCount };
    });
    const settle = (message: ReceivedMessage, last: boolean, done: boolean): void => {
      if (!done && last) setAside(mapping, message);
      if (!done) return;
      if (!spared && faults.hits("repeated-message")) {
        world.trace(`  a message of ${name} will come again`);
        sqs.release(arn, message.receiptHandle, chance.between(0, 120));
      } else sqs.remove(arn, message.receiptHandle);
    };
    return {
      label: `${region} ${name} gets ${delivered.map(({ message, receiveCount }) => `${world.aliasOf(message.messageId)}/${receiveCount}`).join(" ")}`,
      spared,
      tasks: delivered.map(({ message, receiveCount }) => {
        const record = queueRecord({ ...message, receiveCount }, arn, region);
        return () => attempt(record as unknown as SQSRecord);
      }),
      end: (end) => {
        if (end !== "crashed") world.giveBack(region, name, worker);
        const lost = end !== "crashed" && !spared && faults.hits("lost-report");
        if (lost) world.trace(`  the report of ${name} is lost`);
        for (const [at, { message, last }] of delivered.entries()) {
          const outcome = end === "crashed" || lost ? undefined : end[at];
          settle(message, last, outcome?.status === "fulfilled" && outcome.value === true);
        }
      },
    };
  };

  return {
    /** What may be delivered now, and whether more messages wait for their time. */
    look: (): { readonly ready: Deliverable[]; readonly hidden: boolean } => {
      const counted = mappings.map((mapping) => ({
        mapping,
        counts: world.servicesOf(mapping.region).sqs.counts(mapping.arn),
      }));
      return {
        ready: counted
          .filter(({ counts }) => counts.visible > 0)
          .map(({ mapping }) => ({ kind: "invocation", begin: () => begin(mapping) })),
        hidden: counted.some(({ counts }) => counts.inFlight + counts.delayed > 0),
      };
    },
  };
};
export type QueueDeliveries = ReturnType<typeof queueDeliveries>;
