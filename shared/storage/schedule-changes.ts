import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { FormingUnit } from "../contract/retention.ts";
import type { RetentionSchedule } from "../domain/retention-schedule.ts";
import { eventWrite } from "./history.ts";
import { scheduledUnitKey, scheduleKey } from "./record-keys.ts";
import { commit, type Write } from "./transaction.ts";

/** What is drafted and decided of retention schedules: the version, the unit's turn and the event, in one transaction. */
export const scheduleChanges = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history: string },
) => {
  /** Any change of a unit's schedules is conditional on that none was made since they were read. */
  const turn = (archiveId: string, unit: FormingUnit, writes: number): Write => ({
    Put: {
      TableName: records,
      Item: { ...scheduledUnitKey(archiveId, unit), unit, writes: writes + 1 },
      ...(writes === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#writes = :writes",
            ExpressionAttributeNames: { "#writes": "writes" },
            ExpressionAttributeValues: { ":writes": writes },
          }),
    },
  });

  return {
    /** @throws StateMoved when any version of the unit's schedule was written since `writes` was read. */
    async put(after: RetentionSchedule, writes: number, event: DomainEvent): Promise<void> {
      const { archiveId, unit, version } = after;
      await commit(documents, [
        turn(archiveId, unit, writes),
        { Put: { TableName: records, Item: { ...scheduleKey(archiveId, unit, version), record: after } } },
        eventWrite(history, event),
      ]);
    },
  };
};
export type ScheduleChanges = ReturnType<typeof scheduleChanges>;
