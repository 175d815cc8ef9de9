import type * as z from "zod";
import { queueNames, type QueueName } from "../../shared/contract/names.ts";
import type { redriveAnswer } from "../../shared/contract/operator-routes.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { operatorsOnly } from "../../shared/runtime/operators-only.ts";
import type { ParkedMessages } from "../../shared/storage/parked-messages.ts";

export type RedriveParkedDeps = {
  readonly region: string;
  /** ARN of each queue. */
  readonly queues: Readonly<Record<QueueName, string>>;
  readonly parked: ParkedMessages;
};

/**
 * Puts parked messages back to work, of one queue or of all. Every worker is idempotent: a message that was half done, or
 * done by the reconciler meanwhile, changes nothing the second time.
 */
export const redriveParked =
  ({ region, queues, parked }: RedriveParkedDeps) =>
  async (wanted: QueueName | undefined, viewer: Viewer): Promise<z.input<typeof redriveAnswer>> => {
    operatorsOnly(viewer);
    const redriven: z.input<typeof redriveAnswer>["queues"] = [];
    for (const queue of wanted === undefined ? queueNames : [wanted]) {
      const count = await parked.count(queues[queue]);
      if (count > 0) await parked.redrive(queues[queue]);
      redriven.push({ queue, redriven: count });
    }
    return { region, queues: redriven };
  };
