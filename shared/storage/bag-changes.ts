import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { hasEnded, type ArrivedBag } from "../bagit/arrived-bag.ts";
import { owedIndex } from "../contract/names.ts";
import type { Refusal } from "../domain/refusal.ts";
import { owedBags } from "./bag-store.ts";
import { countWrites, refusalWrite, spreadOf } from "./batch-writes.ts";
import { eventWrite } from "./history.ts";
import type { Refused } from "./intake-changes.ts";
import { bagKey } from "./record-keys.ts";
import { takenInWrites, type TakenIn } from "./taken-in.ts";
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

  return {
    /**
     * Notes that a bag came: the bag, the object's mark, the batch's counts and the event together.
     * @throws StateMoved when the object was dealt with meanwhile, or the batch's gate is no longer as it was.
     */
    receive: (bag: ArrivedBag, given: Omit<TakenIn, "object">): Promise<void> =>
      commit(
        documents,
        takenInWrites(
          { records, history },
          "bag",
          { Put: bagPut(undefined, bag, given.event.time) },
          { object: bag, ...given },
        ),
      ),

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
