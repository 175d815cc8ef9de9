import { expect } from "vitest";
import { deadLetterQueueName, queueName, queueNames, type QueueName } from "../../../../shared/contract/names.ts";
import type { Scenario, Stage } from "../stage.ts";

const parkBehind = ({ here, unique }: Stage, queue: QueueName): string => {
  const body = JSON.stringify({ parked: unique() });
  here.services.sqs.send(here.queueArn(queue).replace(queueName(queue), deadLetterQueueName(queue)), body);
  return body;
};

const emptied = ({ here }: Stage, queue: QueueName): void => {
  for (const arn of [here.queueArn(queue), here.queueArn(queue).replace(queueName(queue), deadLetterQueueName(queue))])
    for (const { receiptHandle } of here.services.sqs.receive(arn, 10)) here.services.sqs.remove(arn, receiptHandle);
};

const forEachQueue = (path: (stage: Stage, queue: QueueName) => Promise<void>, what: string): Scenario["paths"] =>
  Object.fromEntries(queueNames.map((queue) => [`${what} ${queue}`, (stage: Stage) => path(stage, queue)]));

export const listParked: Scenario = {
  function: "parking/list-parked",
  load: () => import("../../../../functions/parking/list-parked.handler.ts"),
  paths: forEachQueue(async (stage, queue) => {
    parkBehind(stage, queue);
    const { queues } = (await stage.asks({})) as { queues: { queue: string; messages: unknown[] }[] };
    emptied(stage, queue);
    expect(queues.find((one) => one.queue === queue)?.messages).not.toHaveLength(0);
  }, "shows what is parked behind"),
};

export const redriveParked: Scenario = {
  function: "parking/redrive-parked",
  load: () => import("../../../../functions/parking/redrive-parked.handler.ts"),
  paths: forEachQueue(async (stage, queue) => {
    const body = parkBehind(stage, queue);
    try {
      await stage.asks({ body: { queue } });
      await stage.takeFrom(queue, (found) => found === body);
    } finally {
      emptied(stage, queue);
    }
  }, "puts back to work what is parked behind"),
};
