import type { DomainEvent } from "../../events/domain-event.ts";
import { historyKey } from "../contract/names.ts";
import type { Write } from "./transaction.ts";

/** Appends an event; part of the transaction that makes it true. An event is never written twice nor over another. */
export const eventWrite = (historyTable: string, event: DomainEvent): Write => ({
  Put: {
    TableName: historyTable,
    Item: event,
    ConditionExpression: "attribute_not_exists(#id)",
    ExpressionAttributeNames: { "#id": historyKey.sort },
  },
});
