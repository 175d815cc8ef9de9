import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { BatchGate } from "../domain/batch-gate.ts";
import type { ItemDescription } from "../domain/item.ts";
import { standing, type Page } from "../domain/page.ts";
import type { EventIds } from "../runtime/event-ids.ts";
import {
  countWrites,
  onlyThrough,
  receivedWrite,
  refusalLift,
  refusalWrite,
  spreadOf,
  type ObjectRefusal,
  type ReceivedObject,
} from "./batch-writes.ts";
import { nothingElseDeclared, type Declarations } from "./declared-classifications.ts";
import { notErasedSince, type FileErasure } from "./file-erasures.ts";
import { eventWrite } from "./history.ts";
import { itemWrite } from "./item-writes.ts";
import { heldPageWrite, pageCountWrites, pageWrites, type BatchChange, type PageMove } from "./page-writes.ts";
import { commit, writesPerTransaction, type Write } from "./transaction.ts";

export type Refused = ObjectRefusal & {
  readonly actor: string;
  /**
   * What the key had come to before: nothing; an `older` refusal, which this one replaces; or something `newer`, good or
   * refused, in place of which this one would mislead.
   */
  readonly standing: "none" | "older" | "newer";
};

/**
 * What became of a good object: it was placed (`accepted`); or all of it stands already, as `of` does (`duplicate`); or what
 * does not is older than what stands, such as `by` (`superseded`).
 */
export type IntakeOutcome =
  | { readonly is: "accepted" }
  | { readonly is: "duplicate"; readonly of: Page }
  | { readonly is: "superseded"; readonly by: Page };

export type Taken = {
  readonly object: ReceivedObject;
  readonly actor: string;
  readonly at: string;
  readonly outcome: IntakeOutcome;
  /** Those that keep the revision note the upload only, and tell nothing. */
  readonly moves: readonly PageMove[];
  readonly sha256: string;
  /** What was known of the erasing of these bytes before they were found, or put, in the holdings. */
  readonly seen: FileErasure;
  readonly sighting: ItemDescription;
  readonly liftsRefusal: boolean;
  /** The gate of the object's batch as it was when this was decided. */
  readonly gate: BatchGate;
  /** What was declared of the item and its volume when this was decided. */
  readonly declarations: Declarations;
};

export type IntakeChangesOptions = {
  readonly records: string;
  readonly history: string;
  readonly region: string;
  readonly newEvent: EventIds;
};

/**
 * The page, the bytes it replaces, what it owes to the index, its use of the file, the event, its place in the batch's list, and
 * the counts of the batch those bytes came in.
 */
const writesPerPage = 7;
/**
 * The item, the object's own batch and its gate, that its bytes still lie there, that no 密级 was declared of it or its volume
 * meanwhile, its mark, and the refusal it lifts.
 */
const writesPerObject = 8;
/** Pages placed by one transaction. */
const pagesAtOnce = Math.floor((writesPerTransaction - writesPerObject) / writesPerPage);

const tells = ({ before, after }: PageMove): boolean => before?.revision !== after.revision;

/** What intake writes: each state with its counts and its event in one transaction. */
export const intakeChanges = (
  documents: DynamoDBDocumentClient,
  { records, history, region, newEvent }: IntakeChangesOptions,
) => {
  const placed = (page: Page, actor: string): DomainEvent => {
    const { archiveId, archivalCode, version, revision, batchId, file } = page;
    const about = { ...newEvent(), archiveId, actor, archivalCode, page: page.page, version, revision };
    return page.state === "kept"
      ? {
          type: "page-accepted",
          ...about,
          batchId,
          sha256: file.sha256,
          mediaType: file.mediaType,
          key: page.arrival.key,
        }
      : { type: "page-withdrawn", ...about, reason: "the whole file that replaced the item has fewer pages" };
  };

  const listing = ({ batchId }: ReceivedObject, page: Page): Write[] =>
    page.batchId === batchId ? [heldPageWrite(records, page)] : [];

  const placement = (
    { object, gate, sighting, actor, at, sha256, seen, declarations }: Taken,
    moves: readonly PageMove[],
    more: readonly BatchChange[],
  ): Write[] => {
    const { archiveId, archivalCode } = sighting;
    const pagesBy = moves.reduce((sum, { before, after }) => sum + standing(after) - standing(before), 0);
    const spread = `${archivalCode}/${moves[0]?.after.page ?? 0}`;
    const writes = [
      ...(moves.some(tells)
        ? [
            itemWrite(records, sighting, pagesBy),
            notErasedSince(records, archiveId, sha256, seen),
            ...nothingElseDeclared(records, archiveId, declarations),
          ]
        : []),
      ...moves.flatMap((move) => [
        ...pageWrites(records, region, move, at),
        ...(tells(move) ? [eventWrite(history, placed(move.after, actor)), ...listing(object, move.after)] : []),
      ]),
      ...pageCountWrites(records, archiveId, moves, spread, more),
    ];
    return onlyThrough(gate, records, object, spread, writes);
  };

  /** Of an object that was not placed: why not, and which page stands in its place. */
  const leftAside = ({ object, outcome, actor, sha256 }: Taken): DomainEvent | undefined => {
    if (outcome.is === "accepted") return undefined;
    const { archiveId, batchId, key, versionId } = object;
    const stands = outcome.is === "duplicate" ? outcome.of : outcome.by;
    const { archivalCode, page, version, revision } = stands;
    const about = { ...newEvent(), archiveId, actor, archivalCode, page, version, revision, batchId, key, versionId };
    return outcome.is === "duplicate"
      ? { type: "duplicate-received", ...about }
      : { type: "object-superseded", ...about, sha256 };
  };

  /** The object's own mark, and what became of it if it was not placed. */
  const mark = (taken: Taken): Write[] => {
    const { object, outcome, at, liftsRefusal } = taken;
    const event = leftAside(taken);
    return [
      receivedWrite(records, object, outcome.is, at),
      ...(liftsRefusal ? [refusalLift(records, object)] : []),
      ...(event === undefined ? [] : [eventWrite(history, event)]),
    ];
  };

  const objectCounts = ({ object, outcome, liftsRefusal }: Taken): BatchChange => ({
    batchId: object.batchId,
    change: { received: 1, [outcome.is]: 1, ...(liftsRefusal ? { refused: -1 } : {}) },
  });

  return {
    /** @throws StateMoved when the object was dealt with meanwhile, or another version of it refused or accepted. */
    async refuse(refused: Refused): Promise<void> {
      const { object, refusal, actor, at, standing } = refused;
      const { archiveId, batchId, key, versionId } = object;
      await commit(documents, [
        receivedWrite(records, object, "refused", at),
        ...(standing === "newer" ? [] : [refusalWrite(records, refused, standing === "older")]),
        ...countWrites(records, archiveId, batchId, spreadOf(object), {
          received: 1,
          refused: standing === "none" ? 1 : 0,
        }),
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
    async take(taken: Taken): Promise<void> {
      const { moves } = taken;
      const lastFrom = Math.max(0, Math.ceil(moves.length / pagesAtOnce) - 1) * pagesAtOnce;
      for (let from = 0; from < lastFrom; from += pagesAtOnce)
        await commit(documents, placement(taken, moves.slice(from, from + pagesAtOnce), []));
      await commit(documents, [...placement(taken, moves.slice(lastFrom), [objectCounts(taken)]), ...mark(taken)]);
    },
  };
};
export type IntakeChanges = ReturnType<typeof intakeChanges>;
