import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { standing } from "../domain/page.ts";
import { eventWrite } from "./history.ts";
import { itemTotalWrite } from "./item-writes.ts";
import { pageCountWrites, pageWrites, type PageMove } from "./page-writes.ts";
import { commit } from "./transaction.ts";

/** Changes of whether a page stands at its home: the page, its item's total, its batch's counts and the event together. */
export const standingChanges = (
  documents: DynamoDBDocumentClient,
  { records, history, region }: { readonly records: string; readonly history: string; readonly region: string },
) => ({
  /** @throws StateMoved when the page is no longer as it was before. */
  async commit(move: PageMove, event: DomainEvent): Promise<void> {
    const { before, after } = move;
    const { archiveId, archivalCode, page } = after;
    const by = standing(after) - standing(before);
    await commit(documents, [
      ...pageWrites(records, region, move, event.time),
      ...(by === 0 ? [] : [itemTotalWrite(records, archiveId, archivalCode, by)]),
      ...pageCountWrites(records, archiveId, [move], `${archivalCode}/${page}`),
      eventWrite(history, event),
    ]);
  },
});
export type StandingChanges = ReturnType<typeof standingChanges>;
