import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { eventWrite } from "./history.ts";
import { pageCountWrites, pageWrites, type PageMove } from "./page-writes.ts";
import { commit, type Write } from "./transaction.ts";

/** Changes of one page at its home: the page, its batch's counts and the event, in one transaction. */
export const pageChanges = (
  documents: DynamoDBDocumentClient,
  { records, history, region }: { readonly records: string; readonly history: string; readonly region: string },
) => ({
  /** @throws StateMoved when the page is no longer as it was before, or a check does not hold. */
  async commit(move: PageMove, event: DomainEvent, checks: readonly Write[] = []): Promise<void> {
    const { archiveId, archivalCode, page } = move.after;
    await commit(documents, [
      ...pageWrites(records, region, move, event.time),
      ...pageCountWrites(records, archiveId, [move], `${archivalCode}/${page}`),
      ...checks,
      eventWrite(history, event),
    ]);
  },
});
export type PageChanges = ReturnType<typeof pageChanges>;
