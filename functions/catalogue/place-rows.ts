import { noCounts, type CatalogueImport, type ImportCounts } from "../../shared/domain/catalogue-import.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import type { RowReading } from "../../shared/domain/describe-row.ts";
import { placeRow, type Placement, type ReadRow } from "../../shared/domain/place-row.ts";
import type { CatalogueChanges, RefusedRow, UnitMove } from "../../shared/storage/catalogue-changes.ts";
import type { DeclaredClassifications } from "../../shared/storage/declared-classifications.ts";
import type { HoldDeclared } from "../../shared/storage/hold-declared.ts";
import type { CatalogueStore, UnitAddress } from "../../shared/storage/catalogue-store.ts";
import type { PeopleKeys } from "../../shared/storage/people-keys.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { declareRows, type Said } from "./declare-rows.ts";

/** A row of a catalogue as it was read. */
export type ReadLine = { readonly row: number; readonly reading: RowReading };

export type PlaceRowsDeps = {
  readonly catalogues: Pick<CatalogueStore, "descriptions">;
  readonly changes: Pick<CatalogueChanges, "place">;
  readonly people: Pick<PeopleKeys, "of">;
  readonly declared: Pick<DeclaredClassifications, "among">;
  readonly holdDeclared: HoldDeclared;
};

/** What some rows came to, and the items of which something else is said now than before. */
export type Placed = { readonly counts: ImportCounts; readonly retold: readonly string[] };

const addressOf = ({ description: { archiveId, level, archivalCode } }: ReadRow): UnitAddress => ({
  archiveId,
  level,
  archivalCode,
});
const keyOf = ({ level, archivalCode }: UnitAddress): string => `${level} ${archivalCode}`;

/** The codes that lines speak of. Lines that share none may be placed in any order. */
export const codesOf = (lines: readonly ReadLine[]): ReadonlySet<string> =>
  new Set(
    lines.flatMap(({ reading }) => {
      const code = reading.ok ? reading.description.archivalCode : reading.classified?.archivalCode;
      return code === undefined ? [] : [code];
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

const counted = (placements: readonly Placement[], unread: readonly ReadLine[]): ImportCounts => {
  const times = (is: Placement["is"]): number => placements.filter((placement) => placement.is === is).length;
  return {
    ...noCounts,
    read: placements.length + unread.length,
    added: times("added"),
    changed: times("changed"),
    unchanged: times("unchanged"),
    superseded: times("superseded"),
    refused: times("refused") + unread.length,
    classified: unread.filter(({ reading }) => !reading.ok && reading.classified !== undefined).length,
  };
};

/** What rows say of secrecy, once it is known what becomes of those that read. */
const saidBy = (lines: readonly ReadLine[], rows: readonly ReadRow[], placements: readonly Placement[]): Said => ({
  classified: lines.flatMap(({ reading }) => {
    const { archivalCode, declared } = (reading.ok ? undefined : reading.classified) ?? {};
    return archivalCode === undefined || declared === undefined ? [] : [{ archivalCode, declared }];
  }),
  described: rows.flatMap(({ description }, at) => {
    const is = placements[at]?.is;
    return is === "refused" || is === "superseded" ? [] : [description.archivalCode];
  }),
});

/**
 * Places some rows of an import. Doing it again, after any part of it was done, comes to the same.
 * @throws StateMoved when others keep changing the same units.
 */
export const placeRows =
  ({ catalogues, changes, people, declared, holdDeclared }: PlaceRowsDeps) =>
  async (of: CatalogueImport, lines: readonly ReadLine[]): Promise<Placed> => {
    const key = await people.of(of.archiveId);
    const rows = lines.flatMap(({ row, reading }): ReadRow[] => {
      if (!reading.ok) return [];
      const { description } = reading;
      return [{ row, description, people: reading.people.flatMap((person) => key.keep(person, description) ?? []) }];
    });
    const unread = lines.filter(({ reading }) => !reading.ok);
    const faulty = unread.flatMap(({ row, reading }): RefusedRow[] =>
      reading.ok ? [] : [{ row, faults: reading.faults }],
    );
    const wanted = [...new Map(rows.map((row) => [keyOf(row.description), addressOf(row)])).values()];
    const { placements, standing } = await retryWhenMoved(5, async () => {
      const { moves, refused, placements } = plan(rows, await catalogues.descriptions(wanted), of);
      const declaring = declareRows(
        of,
        saidBy(lines, rows, placements),
        await declared.among(of.archiveId, [...codesOf(lines)]),
      );
      await changes.place(of, { moves, refused: [...refused, ...faulty], declared: declaring.moves });
      return { placements, standing: declaring.standing };
    });
    for (const declaration of standing) await holdDeclared(declaration);
    const retold = rows.flatMap(({ description: { level, archivalCode } }, at) => {
      const is = placements[at]?.is;
      return level === "item" && (is === "added" || is === "changed") ? [archivalCode] : [];
    });
    return { counts: counted(placements, unread), retold };
  };
