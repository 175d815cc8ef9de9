import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { formingUnit, type FormingUnit } from "../contract/retention.ts";
import { retentionSchedule, type RetentionSchedule } from "../domain/retention-schedule.ts";
import {
  scheduledUnitKey,
  scheduledUnitPrefix,
  schedulePrefix,
  schedulePrefixOf,
  scheduleRecords,
} from "./record-keys.ts";

const storedUnit = z.object({ unit: formingUnit, writes: z.int() });
const lastRead = z.object({ sk: z.string().startsWith(schedulePrefix) });

/** Every version of one unit's schedule, and how often any of them was written. */
export type UnitSchedules = { readonly versions: RetentionSchedule[]; readonly writes: number };

/** Retention schedules of an archive, at its home. Reads only; what changes them is a transaction (`schedule-changes.ts`). */
export const scheduleStore = (documents: DynamoDBDocumentClient, { records }: { readonly records: string }) => {
  const query = async (archiveId: string, prefix: string): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: records,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
          ExpressionAttributeValues: { ":pk": scheduleRecords(archiveId), ":sk": prefix },
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      found.push(...Items);
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  };

  return {
    /** Units of the archive that have a schedule, in force or not. */
    async units(archiveId: string): Promise<FormingUnit[]> {
      return (await query(archiveId, scheduledUnitPrefix)).map((found) => storedUnit.parse(found).unit);
    },

    async of(archiveId: string, unit: FormingUnit): Promise<RetentionSchedule[]> {
      return (await query(archiveId, schedulePrefixOf(unit))).map((found) => retentionSchedule.parse(found["record"]));
    },

    /** As `of`, to be changed: the writes are read first, so that no change between the two goes unseen. */
    async toChange(archiveId: string, unit: FormingUnit): Promise<UnitSchedules> {
      const Key = scheduledUnitKey(archiveId, unit);
      const { Item } = await documents.send(new GetCommand({ TableName: records, Key, ConsistentRead: true }));
      const writes = Item === undefined ? 0 : storedUnit.parse(Item).writes;
      return { writes, versions: await this.of(archiveId, unit) };
    },

    /** Versions of all units, up to `limit` behind the place `after`. */
    async list(
      archiveId: string,
      after: string | undefined,
      limit: number,
    ): Promise<{ readonly found: RetentionSchedule[]; readonly next: string | undefined }> {
      const pk = scheduleRecords(archiveId);
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: records,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
          ExpressionAttributeValues: { ":pk": pk, ":sk": schedulePrefix },
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: schedulePrefix + after } }),
        }),
      );
      return {
        found: Items.map((found) => retentionSchedule.parse(found["record"])),
        next:
          LastEvaluatedKey === undefined ? undefined : lastRead.parse(LastEvaluatedKey).sk.slice(schedulePrefix.length),
      };
    },
  };
};
export type ScheduleStore = ReturnType<typeof scheduleStore>;
