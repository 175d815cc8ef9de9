import type { Arrival } from "../domain/arrival.ts";
import type { CountChange } from "../domain/counts.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { BatchGate } from "../domain/batch-gate.ts";
import { countKey, countKeys, receivedKey, refusedKey } from "./record-keys.ts";
import type { Write } from "./transaction.ts";

/** An object version in the intake bucket. */
export type ReceivedObject = {
  readonly archiveId: string;
  readonly batchId: string;
  readonly key: string;
  readonly versionId: string;
};

/** Moves a batch's counts; nothing when nothing moves. `spread` chooses the record among those that share the counts. */
export const countWrites = (
  table: string,
  archiveId: string,
  batchId: string,
  spread: string,
  change: CountChange,
): Write[] => {
  const moved = Object.entries(change).filter(([, by]) => by !== 0);
  return moved.length === 0 ? [] : [countUpdate(table, archiveId, batchId, spread, moved)];
};

const countUpdate = (
  table: string,
  archiveId: string,
  batchId: string,
  spread: string,
  moved: readonly (readonly [string, number | undefined])[],
): Write => ({
  Update: {
    TableName: table,
    Key: countKey(archiveId, batchId, spread),
    UpdateExpression: `ADD ${moved.map((_, at) => `#c${at} :c${at}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(moved.map(([name], at) => [`#c${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(moved.map(([, by], at) => [`:c${at}`, by])),
  },
});

/** Sets the gate beside every share of a batch's counts. */
export const gateWrites = (table: string, archiveId: string, batchId: string, gate: BatchGate): Write[] =>
  countKeys(archiveId, batchId).map((Key) => ({
    Update: {
      TableName: table,
      Key,
      UpdateExpression: "SET #gate = :gate",
      ExpressionAttributeNames: { "#gate": "gate" },
      ExpressionAttributeValues: { ":gate": gate },
    },
  }));

/**
 * The same writes, on condition that the batch's gate is still as it was read. It stands beside the counts, which most
 * writes move anyway; `spread` chooses the share to look at if these do not.
 */
export const onlyThrough = (
  gate: BatchGate,
  table: string,
  { archiveId, batchId }: Pick<ReceivedObject, "archiveId" | "batchId">,
  spread: string,
  writes: readonly Write[],
): Write[] => {
  const Key = countKey(archiveId, batchId, spread);
  const movesCounts = ({ Update }: Write): boolean => Update?.Key?.["pk"] === Key.pk && Update.Key["sk"] === Key.sk;
  const all = writes.some(movesCounts)
    ? writes
    : [...writes, countUpdate(table, archiveId, batchId, spread, [["received", 0]])];
  return all.map((write) => (write.Update !== undefined && movesCounts(write) ? withGate(write.Update, gate) : write));
};

const withGate = (update: NonNullable<Write["Update"]>, gate: BatchGate): Write => ({
  Update: {
    ...update,
    ConditionExpression: gate === "unopened" ? "attribute_not_exists(#gate)" : "#gate = :gate",
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, "#gate": "gate" },
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ...(gate === "unopened" ? {} : { ":gate": gate }),
    },
  },
});

/** What spreads an object's counts over a batch's records: the same record each time the object moves. */
export const spreadOf = ({ key }: Pick<ReceivedObject, "key">): string => `object ${key}`;

/** Marks an object version as dealt with; fails the transaction when it already was. */
export const receivedWrite = (table: string, object: ReceivedObject, outcome: string, at: string): Write => ({
  Put: {
    TableName: table,
    Item: {
      ...receivedKey(object.archiveId, object.batchId, object.key, object.versionId),
      objectKey: object.key,
      versionId: object.versionId,
      outcome,
      at,
    },
    ConditionExpression: "attribute_not_exists(pk)",
  },
});

/** Why an object is refused; the digest is known only if it was read. */
export type ObjectRefusal = {
  readonly object: ReceivedObject;
  readonly arrival: Arrival;
  readonly refusal: Refusal;
  readonly sha256: string | undefined;
  readonly at: string;
};

/**
 * Puts the standing refusal of a key. `again`: in place of one that stands already; fails the transaction when that is not
 * so any more, because it decides whether the refusal counts.
 */
export const refusalWrite = (
  table: string,
  { object, arrival, refusal, sha256, at }: ObjectRefusal,
  again: boolean,
): Write => ({
  Put: {
    TableName: table,
    Item: {
      ...refusedKey(object.archiveId, object.batchId, object.key),
      objectKey: object.key,
      versionId: object.versionId,
      arrival,
      refusal,
      sha256,
      at,
    },
    ConditionExpression: again ? "attribute_exists(pk)" : "attribute_not_exists(pk)",
  },
});

/** Lifts the standing refusal of a key; fails the transaction when it was lifted meanwhile. */
export const refusalLift = (table: string, object: ReceivedObject): Write => ({
  Delete: {
    TableName: table,
    Key: refusedKey(object.archiveId, object.batchId, object.key),
    ConditionExpression: "attribute_exists(pk)",
  },
});
