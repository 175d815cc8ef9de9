import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { DomainEvent } from "../../events/domain-event.ts";
import { freeze, isFrozen, type Freeze } from "../domain/freeze.ts";
import { eventWrite } from "./history.ts";
import { freezeKey, freezePrefix, freezeRecords } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";
import { commit, type Write } from "./transaction.ts";

const lastRead = z.object({ sk: z.string().startsWith(freezePrefix) });

/** Part of a transaction that may go through only while nothing holds the item. */
export const notFrozenCheck = (records: string, archiveId: string, archivalCode: string): Write => ({
  ConditionCheck: {
    TableName: records,
    Key: freezeKey(archiveId, archivalCode),
    ConditionExpression: "attribute_not_exists(pk) OR #held = :no",
    ExpressionAttributeNames: { "#held": "held" },
    ExpressionAttributeValues: { ":no": false },
  },
});

/** What holds items against destruction, at home. */
export const freezeStore = (documents: DynamoDBDocumentClient, { records }: { readonly records: string }) => ({
  /** Of up to 100 items, no code twice: what was ever decided of them. */
  async of(archiveId: string, archivalCodes: readonly string[]): Promise<Freeze[]> {
    const keys = archivalCodes.map((code) => freezeKey(archiveId, code));
    const found = await recordsAt(documents, records, keys, { consistent: true });
    return found.map((one) => freeze.parse(one["record"]));
  },

  /** Items that are frozen, up to `limit` behind the place `after`; fewer where some have been let go. */
  async list(
    archiveId: string,
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly found: Freeze[]; readonly next: string | undefined }> {
    const { pk } = freezeRecords(archiveId);
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: records,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": pk, ":sk": freezePrefix },
        ConsistentRead: true,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: freezePrefix + after } }),
      }),
    );
    return {
      found: Items.map((one) => freeze.parse(one["record"])).filter(isFrozen),
      next: LastEvaluatedKey === undefined ? undefined : lastRead.parse(LastEvaluatedKey).sk.slice(freezePrefix.length),
    };
  },
});
export type FreezeStore = ReturnType<typeof freezeStore>;

/** What is decided of several items at once, each with its event: all of it or nothing. */
export const freezeChanges = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history: string },
) => ({
  /** @throws StateMoved when one of them is no longer as it was. */
  async put(
    moves: readonly { readonly before: Freeze | undefined; readonly after: Freeze; readonly event: DomainEvent }[],
  ): Promise<void> {
    const writes = moves.flatMap(({ before, after, event }): Write[] => [
      {
        Put: {
          TableName: records,
          Item: { ...freezeKey(after.archiveId, after.archivalCode), record: after, held: isFrozen(after) },
          ...(before === undefined
            ? { ConditionExpression: "attribute_not_exists(pk)" }
            : {
                ConditionExpression: "#record.#writes = :writes",
                ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
                ExpressionAttributeValues: { ":writes": before.writes },
              }),
        },
      },
      eventWrite(history, event),
    ]);
    await commit(documents, writes);
  },
});
export type FreezeChanges = ReturnType<typeof freezeChanges>;
