import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { hasEnded, type ArrivedBag } from "../bagit/arrived-bag.ts";
import { owedIndex } from "../contract/names.ts";
import type { BatchGate } from "../domain/batch-gate.ts";
import type { Refusal } from "../domain/refusal.ts";
import { owedBags } from "./bag-store.ts";
import { countWrites, onlyThrough, receivedWrite, refusalLift, refusalWrite } from "./batch-writes.ts";
import { eventWrite } from "./history.ts";
import type { Refused } from "./intake-changes.ts";
import { bagKey } from "./record-keys.ts";
import { commit, putUnlessMoved } from "./transaction.ts";

type Tables = { readonly records: string; readonly history: string };

/** What is written of a bag: each state with its event in one transaction. */
export const bagChanges = (documents: DynamoDBDocumentClient, { records, history }: Tables) => {
  const bagPut = (before: ArrivedBag | undefined, after: ArrivedBag, at: string) => ({
    TableName: records,
    Item: {
      ...bagKey(after.archiveId, after.batchId, after.bagId),
      record: after,
      ...(hasEnded(after) ? {} : { [owedIndex.partition]: owedBags(after.archiveId), [owedIndex.sort]: at }),
    },
    ...(before === undefined
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#record.#writes = :writes",
          ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
          ExpressionAttributeValues: { ":writes": before.writes },
        }),
  });
  /** The record among those of a batch's counts that this object moves, always the same. */
  const spreadOf = ({ key }: ArrivedBag): string => `object ${key}`;

  return {
    /**
     * Notes that a bag came: the bag, the object's mark, the batch's counts and the event together.
     * @throws StateMoved when the object was dealt with meanwhile, or the batch's gate is no longer as it was.
     */
    async receive(
      bag: ArrivedBag,
      given: { readonly gate: BatchGate; readonly liftsRefusal: boolean; readonly event: DomainEvent },
    ): Promise<void> {
      const { gate, liftsRefusal, event } = given;
      const counts = { received: 1, accepted: 1, ...(liftsRefusal ? { refused: -1 } : {}) };
      await commit(
        documents,
        onlyThrough(gate, records, bag, spreadOf(bag), [
          { Put: bagPut(undefined, bag, event.time) },
          receivedWrite(records, bag, "bag", event.time),
          ...(liftsRefusal ? [refusalLift(records, bag)] : []),
          ...countWrites(records, bag.archiveId, bag.batchId, spreadOf(bag), counts),
          eventWrite(history, event),
        ]),
      );
    },

    /** @throws StateMoved when another worker has gone on with the bag. */
    step: (before: ArrivedBag, after: ArrivedBag, at: string): Promise<void> =>
      putUnlessMoved(documents, bagPut(before, after, at)),

    /** @throws StateMoved when another worker has gone on with the bag. */
    end: (before: ArrivedBag, after: ArrivedBag, event: DomainEvent): Promise<void> =>
      commit(documents, [{ Put: bagPut(before, after, event.time) }, eventWrite(history, event)]),

    /**
     * Takes the bag no further: its refusal stands under its key, unless something newer does.
     * @throws StateMoved when another worker has gone on with the bag, or another version of it was refused or taken.
     */
    async refuse(
      before: ArrivedBag,
      after: ArrivedBag,
      given: { readonly refusal: Refusal; readonly standing: Refused["standing"]; readonly event: DomainEvent },
    ): Promise<void> {
      const { refusal, standing, event } = given;
      const { archiveId, batchId, arrival } = before;
      const about = { object: before, arrival, refusal, sha256: undefined, at: event.time };
      await commit(documents, [
        { Put: bagPut(before, after, event.time) },
        ...(standing === "newer" ? [] : [refusalWrite(records, about, standing === "older")]),
        ...countWrites(records, archiveId, batchId, spreadOf(before), {
          accepted: -1,
          refused: standing === "none" ? 1 : 0,
        }),
        eventWrite(history, event),
      ]);
    },
  };
};
export type BagChanges = ReturnType<typeof bagChanges>;
