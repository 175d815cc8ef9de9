import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { DomainEvent } from "../../events/domain-event.ts";
import { eventSource } from "../contract/names.ts";

/** EventBridge takes this many entries in one call. */
const entriesPerCall = 10;

export const eventBus = (name: string, client: EventBridgeClient = new EventBridgeClient({})) => ({
  /** @throws Error when the bus did not take every event; all may then be sent again. */
  async publish(events: readonly DomainEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += entriesPerCall) {
      const Entries = events.slice(at, at + entriesPerCall).map((event) => ({
        EventBusName: name,
        Source: eventSource,
        DetailType: event.type,
        Time: new Date(event.time),
        Detail: JSON.stringify(event),
      }));
      const { FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries }));
      if (FailedEntryCount > 0) throw new Error(`the bus refused ${FailedEntryCount} of ${Entries.length} events`);
    }
  },
});
