import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { ItemDescription } from "../domain/item.ts";
import type { Page } from "../domain/page.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { EventIds } from "../runtime/event-ids.ts";
import { countWrites, receivedWrite, refusalLift, refusalWrite, type ReceivedObject } from "./batch-writes.ts";
import { eventWrite } from "./history.ts";
import { itemWrite } from "./item-writes.ts";
import { pageCountWrites, pageWrites, type BatchChange, type PageMove } from "./page-writes.ts";
import { commit, type Write } from "./transaction.ts";

export type Refused = {
  readonly object: ReceivedObject;
  readonly refusal: Refusal;
  readonly sha256: string | undefined;
  readonly actor: string;
  readonly at: string;
  /** The key already had a standing refusal, which this one replaces. */
  readonly again: boolean;
};

export type Accepted = {
  readonly object: ReceivedObject;
  readonly actor: string;
  readonly at: string;
  /** Empty when the object brought nothing new. */
  readonly moves: readonly PageMove[];
  /** The page that already stands with these bytes. */
  readonly duplicateOf: Page | undefined;
  readonly sighting: ItemDescription;
  readonly liftsRefusal: boolean;
};

export type IntakeChangesOptions = {
  readonly records: string;
  readonly history: string;
  readonly region: string;
  readonly newEvent: EventIds;
};

/**
 * Pages placed by one transaction. Each takes up to four of its hundred writes (the page, the bytes it replaces, the event,
 * the counts of the batch those bytes came in); the item, the object's own batch, its mark and the refusal it lifts take
 * four more.
 */
const pagesAtOnce = 24;

const kept = (page: Page | undefined): number => (page?.state === "kept" ? 1 : 0);

/** What intake writes: each state with its counts and its event in one transaction. */
export const intakeChanges = (
  documents: DynamoDBDocumentClient,
  { records, history, region, newEvent }: IntakeChangesOptions,
) => {
  const placed = (page: Page, actor: string): DomainEvent => {
    const { archiveId, archivalCode, version, revision, batchId, file } = page;
    const about = { ...newEvent(), archiveId, actor, archivalCode, page: page.page, version, revision };
    return page.state === "kept"
      ? { type: "page-accepted", ...about, batchId, sha256: file.sha256, mediaType: file.mediaType }
      : { type: "page-withdrawn", ...about, reason: "the whole file that replaced the item has fewer pages" };
  };

  const placement = (
    { sighting, actor }: Accepted,
    moves: readonly PageMove[],
    more: readonly BatchChange[],
  ): Write[] => {
    const { archiveId, archivalCode } = sighting;
    const pagesBy = moves.reduce((sum, { before, after }) => sum + kept(after) - kept(before), 0);
    return [
      ...(moves.length === 0 ? [] : [itemWrite(records, sighting, pagesBy)]),
      ...moves.flatMap((move) => [
        ...pageWrites(records, region, move),
        eventWrite(history, placed(move.after, actor)),
      ]),
      ...pageCountWrites(records, archiveId, moves, `${archivalCode}/${moves[0]?.after.page ?? 0}`, more),
    ];
  };

  /** The object's own mark and counts, and what became of it if it brought nothing new. */
  const mark = ({ object, at, moves, duplicateOf, actor, liftsRefusal }: Accepted): Write[] => {
    const { archiveId, batchId, key, versionId } = object;
    return [
      receivedWrite(records, object, moves.length === 0 ? "duplicate" : "accepted", at),
      ...(liftsRefusal ? [refusalLift(records, object)] : []),
      ...(duplicateOf === undefined
        ? []
        : [
            eventWrite(history, {
              type: "duplicate-received",
              ...newEvent(),
              archiveId,
              actor,
              archivalCode: duplicateOf.archivalCode,
              page: duplicateOf.page,
              version: duplicateOf.version,
              revision: duplicateOf.revision,
              batchId,
              key,
              versionId,
            }),
          ]),
    ];
  };

  const objectCounts = ({ object, moves, liftsRefusal }: Accepted): BatchChange => ({
    batchId: object.batchId,
    change: {
      received: 1,
      ...(moves.length === 0 ? { duplicate: 1 } : { accepted: 1 }),
      ...(liftsRefusal ? { refused: -1 } : {}),
    },
  });

  return {
    /** @throws StateMoved when the object was dealt with meanwhile, or another version of it refused or accepted. */
    async refuse({ object, refusal, sha256, actor, at, again }: Refused): Promise<void> {
      const { archiveId, batchId, key, versionId } = object;
      await commit(documents, [
        receivedWrite(records, object, "refused", at),
        refusalWrite(records, object, refusal, sha256, at, again),
        ...countWrites(records, archiveId, batchId, `object ${key}`, { received: 1, refused: again ? 0 : 1 }),
        eventWrite(history, {
          type: "object-refused",
          ...newEvent(),
          archiveId,
          actor,
          batchId,
          key,
          versionId,
          code: refusal.code,
        }),
      ]);
    },

    /**
     * Many pages take several transactions; the last of them marks the object as dealt with, so that a crash before it is
     * made good by the next delivery.
     * @throws StateMoved when a page, or the object, was changed meanwhile; pages already placed stay.
     */
    async accept(accepted: Accepted): Promise<void> {
      const { moves } = accepted;
      const lastFrom = Math.max(0, Math.ceil(moves.length / pagesAtOnce) - 1) * pagesAtOnce;
      for (let from = 0; from < lastFrom; from += pagesAtOnce)
        await commit(documents, placement(accepted, moves.slice(from, from + pagesAtOnce), []));
      await commit(documents, [
        ...placement(accepted, moves.slice(lastFrom), [objectCounts(accepted)]),
        ...mark(accepted),
      ]);
    },
  };
};
export type IntakeChanges = ReturnType<typeof intakeChanges>;
