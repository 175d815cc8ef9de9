import { streamHandler } from "../../shared/runtime/stream-handler.ts";
import { eventBus } from "../../shared/storage/event-bus.ts";
import { historyRecord } from "../../shared/storage/history.ts";

/** Puts every event of the history table on the cell's bus, in the order of its archive. */
export const handler = streamHandler("events/publish-events", historyRecord, (env) => {
  const bus = eventBus(env.EVENT_BUS);
  return (events) => bus.publish(events);
});
