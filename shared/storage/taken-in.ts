import type { DomainEvent } from "../../events/domain-event.ts";
import type { BatchGate } from "../domain/batch-gate.ts";
import { countWrites, onlyThrough, receivedWrite, refusalLift, spreadOf, type ReceivedObject } from "./batch-writes.ts";
import { eventWrite } from "./history.ts";
import type { Write } from "./transaction.ts";

/** An object that came and is no scan, as its batch stood when it was looked at. */
export type TakenIn = {
  readonly object: ReceivedObject;
  readonly gate: BatchGate;
  readonly liftsRefusal: boolean;
  readonly event: DomainEvent;
};

/** The transaction that takes such an object in: its own record, its mark, the batch's counts and the event together. */
export const takenInWrites = (
  { records, history }: { readonly records: string; readonly history: string },
  what: "bag" | "catalogue" | "history",
  record: Write,
  { object, gate, liftsRefusal, event }: TakenIn,
): Write[] => {
  const spread = spreadOf(object);
  const counts = { received: 1, accepted: 1, ...(liftsRefusal ? { refused: -1 } : {}) };
  return onlyThrough(gate, records, object, spread, [
    record,
    receivedWrite(records, object, what, event.time),
    ...(liftsRefusal ? [refusalLift(records, object)] : []),
    ...countWrites(records, object.archiveId, object.batchId, spread, counts),
    eventWrite(history, event),
  ]);
};
