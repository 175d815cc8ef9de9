import { queueName } from "../../shared/contract/names.ts";
import type { Deliverable } from "./deliverable.ts";
import type { RegionServices } from "./region-services.ts";
import type { World } from "./world.ts";

/** Takes one of a list, whichever chance says: events come in any order. */
const takeAny = <T>(world: World, list: T[]): T | undefined =>
  list.splice(world.chance.between(0, list.length - 1), 1)[0];

/** Events on their way: from S3 to the default bus, and from a bus to the queues behind its rules. */
export const eventDeliveries = (world: World) => {
  const { faults, trace } = world;

  const tellBus = ({ region, objectEvents, events }: RegionServices): void => {
    const event = takeAny(world, objectEvents);
    if (event === undefined) return;
    const what = `${event["detail-type"]} ${event.detail.object.key} in ${region}`;
    if (faults.hits("lost-object-event")) return trace(`lost on its way from S3: ${what}`);
    if (faults.hits("repeated-event")) objectEvents.push(event);
    trace(`S3 tells ${what}`);
    events.publish({
      source: event.source,
      detailType: event["detail-type"],
      detail: event.detail,
      resources: event.resources,
      time: Date.parse(event.time),
    });
  };

  const tellTarget = ({ region, sqs, events: { owed } }: RegionServices): void => {
    const delivery = takeAny(world, owed);
    if (delivery === undefined) return;
    const { targetArn, payload, detailType } = delivery;
    const queue = targetArn.split(":").at(-1) ?? "";
    const losable = detailType !== "Object Created";
    const loss = queue === queueName("full-text") ? "lost-index-event" : "lost-event";
    if (losable && faults.hits(loss)) return trace(`lost on its way to ${queue} of ${region}: ${detailType}`);
    if (faults.hits("repeated-event")) owed.push(delivery);
    trace(`bus of ${region} puts ${detailType} on ${queue}`);
    sqs.send(targetArn, payload);
  };

  return {
    ready: (): Deliverable[] =>
      [...world.regions.values()].flatMap((services): Deliverable[] => [
        ...(services.objectEvents.length > 0 ? [{ kind: "move" as const, run: () => tellBus(services) }] : []),
        ...(services.events.owed.length > 0 ? [{ kind: "move" as const, run: () => tellTarget(services) }] : []),
      ]),
  };
};
export type EventDeliveries = ReturnType<typeof eventDeliveries>;
