import type { Passing } from "../faults/passing.ts";
import type { Partition } from "../network/partition.ts";
import type { Deliver } from "../aws/eventbridge/delivery.ts";
import { sendToQueue } from "./queue-target.ts";
import type { Region } from "./region.ts";

/** The parts of a region that events are delivered to. */
export type Destination = Pick<Region, "sqs" | "asynchronous" | "mail">;

/**
 * How EventBridge hands a payload to a queue, topic or function of any region. Whether a rule may is asked when the rule is made
 * (`event-rules.ts`): no policy changes while the host runs.
 */
export const createDeliver =
  (
    region: string,
    options: {
      readonly partition: Partition;
      readonly region: (region: string) => Destination | undefined;
      readonly passing: Passing;
    },
  ): Deliver =>
  (targetArn, payload, delivery, originArn) => {
    const place = { region, service: "events", rule: lastPart(originArn), target: lastPart(targetArn) };
    return options.passing(place, async () => {
      const [, , service, targetRegion = ""] = targetArn.split(":");
      const target = options.region(targetRegion);
      // While the host starts, the other region may not stand yet: the delivery is tried again.
      if (target === undefined) throw new Error(`No region stands for ${targetArn}`);
      if (!options.partition.reachable(region, targetRegion)) throw new Error(`${targetRegion} cannot be reached`);
      if (service === "lambda") target.asynchronous.add(targetArn, payload);
      else if (service === "sns") target.mail.publish(targetArn, payload);
      else sendToQueue(target.sqs, targetArn, payload, delivery);
      await Promise.resolve();
    });
  };

/** The name at the end of an ARN. */
const lastPart = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn;
