import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { owedIndex } from "../contract/names.ts";
import { hasEnded, type CatalogueImport } from "../domain/catalogue-import.ts";
import type { DescribedUnit } from "../domain/description.ts";
import type { DescriptionFault } from "../domain/description-fault.ts";
import { owedImports } from "./catalogue-store.ts";
import { declarationWrite, type DeclarationMove } from "./declared-classifications.ts";
import { eventWrite } from "./history.ts";
import { describedKey, descriptionKey, faultKey, importKey, personKey } from "./record-keys.ts";
import { takenInWrites, type TakenIn } from "./taken-in.ts";
import { commit, putUnlessMoved, writesPerTransaction, type Write } from "./transaction.ts";

/** A unit's description before and after a row. */
export type UnitMove = { readonly before: DescribedUnit | undefined; readonly after: DescribedUnit };

export type RefusedRow = { readonly row: number; readonly faults: readonly DescriptionFault[] };

/** What some rows come to: of no unit, and under no code, may more than one thing be said. */
export type PlacedRows = {
  readonly moves: readonly UnitMove[];
  readonly refused: readonly RefusedRow[];
  readonly declared: readonly DeclarationMove[];
};

type Tables = { readonly records: string; readonly history: string };

const hashesOf = (people: DescribedUnit["people"] = []): ReadonlySet<string> => new Set(people.map(({ hash }) => hash));

/** Transactions under way at once. */
const sideBySide = 4;

const inTurns = async (groups: readonly (readonly Write[])[], run: (writes: readonly Write[]) => Promise<void>) => {
  for (let from = 0; from < groups.length; from += sideBySide)
    await Promise.all(groups.slice(from, from + sideBySide).map(run));
};

/** Of the 4 MB that one transaction may write. What DynamoDB counts of an item is less than its JSON. */
const bytesPerTransaction = 3_500_000;
const bytesOf = (writes: readonly Write[]): number => Buffer.byteLength(JSON.stringify(writes));

/** Puts writes that belong together into transactions, as many as fit into each. */
const packed = (together: readonly (readonly Write[])[]): Write[][] => {
  const groups: Write[][] = [];
  let current: Write[] = [];
  let currentBytes = 0;
  for (const writes of together) {
    const bytes = bytesOf(writes);
    if (current.length + writes.length > writesPerTransaction || currentBytes + bytes > bytesPerTransaction) {
      if (current.length > 0) groups.push(current);
      [current, currentBytes] = [[], 0];
    }
    current.push(...writes);
    currentBytes += bytes;
  }
  return current.length === 0 ? groups : [...groups, current];
};

/** What the import of a catalogue writes. */
export const catalogueChanges = (documents: DynamoDBDocumentClient, { records, history }: Tables) => {
  const importPut = (before: CatalogueImport | undefined, after: CatalogueImport, at: string) => ({
    TableName: records,
    Item: {
      ...importKey(after.archiveId, after.batchId, after.importId),
      record: after,
      ...(hasEnded(after) ? {} : { [owedIndex.partition]: owedImports(after.archiveId), [owedIndex.sort]: at }),
    },
    ...(before === undefined
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#record.#writes = :writes",
          ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
          ExpressionAttributeValues: { ":writes": before.writes },
        }),
  });

  const unitWrites = ({ before, after }: UnitMove): Write[] => {
    const { archiveId, level, archivalCode } = after.description;
    const put: Write = {
      Put: {
        TableName: records,
        Item: { ...descriptionKey(after.description), record: after },
        ...(before === undefined
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "#record.#writes = :writes",
              ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
              ExpressionAttributeValues: { ":writes": before.writes },
            }),
      },
    };
    const listed: Write = {
      Put: {
        TableName: records,
        Item: { ...describedKey(archiveId, after.batchId, level, archivalCode), archivalCode },
      },
    };
    return [put, ...(before?.batchId === after.batchId ? [] : [listed]), ...personWrites(before, after)];
  };

  /** The index of people says of a unit what its description does. */
  const personWrites = (before: DescribedUnit | undefined, { description, people }: DescribedUnit): Write[] => {
    const [was, is] = [hashesOf(before?.people), hashesOf(people)];
    const { level, archivalCode } = description;
    return [
      ...[...is]
        .filter((hash) => !was.has(hash))
        .map((hash): Write => ({
          Put: { TableName: records, Item: { ...personKey(description, hash), level, archivalCode } },
        })),
      ...[...was]
        .filter((hash) => !is.has(hash))
        .map((hash): Write => ({ Delete: { TableName: records, Key: personKey(description, hash) } })),
    ];
  };

  const faultWrite = ({ archiveId, batchId, importId }: CatalogueImport, { row, faults }: RefusedRow): Write => ({
    Put: { TableName: records, Item: { ...faultKey(archiveId, batchId, importId, row), row, faults } },
  });

  return {
    /**
     * Notes that a catalogue came: the import, the object's mark, the batch's counts and the event together.
     * @throws StateMoved when the object was dealt with meanwhile, or the batch's gate is no longer as it was.
     */
    receive: (received: CatalogueImport, given: TakenIn): Promise<void> =>
      commit(
        documents,
        takenInWrites(
          { records, history },
          "catalogue",
          { Put: importPut(undefined, received, given.event.time) },
          given,
        ),
      ),

    /**
     * Puts the descriptions of some rows, what was wrong with others, and what any of them declare. What is declared comes first.
     * @throws StateMoved when a unit or a declaration is no longer as it was before; others may have been put by then.
     */
    async place(of: CatalogueImport, { moves, refused, declared }: PlacedRows): Promise<void> {
      const declarations = declared.map((move) => [declarationWrite(records, move)]);
      await inTurns(packed(declarations), (writes) => commit(documents, writes));
      const together = [...moves.map(unitWrites), ...refused.map((row) => [faultWrite(of, row)])];
      await inTurns(packed(together), (writes) => commit(documents, writes));
    },

    /** @throws StateMoved when another worker has gone on with the import. */
    step: (before: CatalogueImport, after: CatalogueImport, at: string): Promise<void> =>
      putUnlessMoved(documents, importPut(before, after, at)),

    /** @throws StateMoved when another worker has gone on with the import. */
    end: (before: CatalogueImport, after: CatalogueImport, event: DomainEvent): Promise<void> =>
      commit(documents, [{ Put: importPut(before, after, event.time) }, eventWrite(history, event)]),
  };
};
export type CatalogueChanges = ReturnType<typeof catalogueChanges>;
