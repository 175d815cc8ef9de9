import { noCounts, type CatalogueImport, type ImportCounts } from "../../shared/domain/catalogue-import.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import type { RowReading } from "../../shared/domain/describe-row.ts";
import { placeRow, type Placement, type ReadRow } from "../../shared/domain/place-row.ts";
import type { CatalogueChanges, RefusedRow, UnitMove } from "../../shared/storage/catalogue-changes.ts";
import type { CatalogueStore, UnitAddress } from "../../shared/storage/catalogue-store.ts";
import type { PeopleKeys } from "../../shared/storage/people-keys.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";

/** A row of a catalogue as it was read. */
export type ReadLine = { readonly row: number; readonly reading: RowReading };

export type PlaceRowsDeps = {
  readonly catalogues: Pick<CatalogueStore, "descriptions">;
  readonly changes: Pick<CatalogueChanges, "place">;
  readonly people: Pick<PeopleKeys, "of">;
};

/** What some rows came to, and the items of which something else is said now than before. */
export type Placed = { readonly counts: ImportCounts; readonly retold: readonly string[] };

const addressOf = ({ description: { archiveId, level, archivalCode } }: ReadRow): UnitAddress => ({
  archiveId,
  level,
  archivalCode,
});
const keyOf = ({ level, archivalCode }: UnitAddress): string => `${level} ${archivalCode}`;

/** What lines speak of: units, and codes of which something is declared. Lines that share none may be placed in any order. */
export const unitsOf = (lines: readonly ReadLine[]): ReadonlySet<string> =>
  new Set(
    lines.flatMap(({ reading }) => {
      if (reading.ok) return [keyOf(reading.description)];
      const declared = reading.classified?.archivalCode;
      return declared === undefined ? [] : [declared];
    }),
  );

type Plan = {
  readonly placements: readonly Placement[];
  readonly moves: readonly UnitMove[];
  readonly refused: readonly RefusedRow[];
};

/** Rows one after the other: each by what those before it came to. Of a unit only its first row is put. */
const plan = (rows: readonly ReadRow[], known: readonly DescribedUnit[], of: CatalogueImport): Plan => {
  const before = new Map(known.map((unit) => [keyOf(unit.description), unit]));
  const units = new Map(before);
  const moves = new Map<string, UnitMove>();
  const refused: RefusedRow[] = [];
  const placements = rows.map((row) => {
    const key = keyOf(row.description);
    const placement = placeRow(units.get(key), row, of);
    if (placement.is === "refused") refused.push({ row: row.row, faults: [placement.fault] });
    if (placement.after !== undefined) {
      units.set(key, placement.after);
      moves.set(key, { before: before.get(key), after: placement.after });
    }
    return placement;
  });
  return { placements, moves: [...moves.values()], refused };
};

const counted = (placements: readonly Placement[], refused: readonly RefusedRow[]): ImportCounts => {
  const times = (is: Placement["is"]): number => placements.filter((placement) => placement.is === is).length;
  return {
    ...noCounts,
    read: placements.length + refused.length,
    added: times("added"),
    changed: times("changed"),
    unchanged: times("unchanged"),
    superseded: times("superseded"),
    refused: times("refused") + refused.length,
    classified: refused.filter(({ classified }) => classified !== undefined).length,
  };
};

/**
 * Places some rows of an import. Doing it again, after any part of it was done, comes to the same.
 * @throws StateMoved when others keep changing the same units.
 */
export const placeRows =
  ({ catalogues, changes, people }: PlaceRowsDeps) =>
  async (of: CatalogueImport, lines: readonly ReadLine[]): Promise<Placed> => {
    const key = await people.of(of.archiveId);
    const rows = lines.flatMap(({ row, reading }): ReadRow[] => {
      if (!reading.ok) return [];
      const { description } = reading;
      return [{ row, description, people: reading.people.flatMap((person) => key.keep(person, description) ?? []) }];
    });
    const unread = lines.flatMap(({ row, reading }): RefusedRow[] =>
      reading.ok ? [] : [{ row, faults: reading.faults, classified: reading.classified }],
    );
    const wanted = [...new Map(rows.map((row) => [keyOf(row.description), addressOf(row)])).values()];
    const { placements } = await retryWhenMoved(5, async () => {
      const planned = plan(rows, await catalogues.descriptions(wanted), of);
      await changes.place(of, planned.moves, [...planned.refused, ...unread]);
      return planned;
    });
    const retold = rows.flatMap(({ description: { level, archivalCode } }, at) => {
      const is = placements[at]?.is;
      return level === "item" && (is === "added" || is === "changed") ? [archivalCode] : [];
    });
    return { counts: counted(placements, unread), retold };
  };
