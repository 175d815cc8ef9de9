import type * as z from "zod";
import { queueNames, type QueueName } from "../../shared/contract/names.ts";
import type { parkedAnswer } from "../../shared/contract/operator-routes.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { operatorsOnly } from "../../shared/runtime/operators-only.ts";
import type { ParkedMessages } from "../../shared/storage/parked-messages.ts";
import { messageSubject } from "./message-subject.ts";

export type ListParkedDeps = {
  readonly region: string;
  /** ARN of each queue. */
  readonly queues: Readonly<Record<QueueName, string>>;
  readonly parked: ParkedMessages;
};

/** What was given up in this region: how much behind each queue, and of some what it is about and why. */
export const listParked =
  ({ region, queues, parked }: ListParkedDeps) =>
  async (viewer: Viewer): Promise<z.input<typeof parkedAnswer>> => {
    operatorsOnly(viewer);
    const behind = async (queue: QueueName) => {
      const count = await parked.count(queues[queue]);
      const found = count === 0 ? [] : await parked.sample(queues[queue]);
      const messages = found.map(({ messageId, body, reason, since }) => ({
        messageId,
        about: messageSubject(body),
        reason,
        since,
      }));
      return { queue, parked: count, messages };
    };
    return { region, queues: await Promise.all(queueNames.map(behind)) };
  };
