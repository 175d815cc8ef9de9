import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { Preservation } from "../domain/preservation.ts";
import { eventWrite } from "./history.ts";
import { preservationPut } from "./preservation-store.ts";
import { commit } from "./transaction.ts";

/** What becomes of the tests of what is kept of a batch, with the event where there is one to tell. */
export const preservationChanges = (
  documents: DynamoDBDocumentClient,
  { records, history }: { readonly records: string; readonly history: string },
) => ({
  /** @throws StateMoved when it is no longer as it was before. */
  move: (before: Preservation | undefined, after: Preservation, event?: DomainEvent): Promise<void> =>
    commit(documents, [
      { Put: preservationPut(records, before, after) },
      ...(event === undefined ? [] : [eventWrite(history, event)]),
    ]),
});
export type PreservationChanges = ReturnType<typeof preservationChanges>;
