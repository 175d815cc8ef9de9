import type { CatalogueRow } from "../domain/describe-row.ts";
import { columnOfHeader, descriptionColumns, type ColumnName } from "../domain/description-columns.ts";
import { comparableLabel, headersOf, type KindField, type RecordKind } from "../domain/record-kind.ts";
import { UnreadableTable } from "../domain/table-fault.ts";
import type { TableRow } from "./table-rows.ts";

/** Titles may stand above the header; not more rows of them than this. */
const headerWithin = 10;
const needed: readonly ColumnName[] = ["level", "archivalCode", "title"];
/** Columns that people keep for counting. */
const leftOut: ReadonlySet<string> = new Set(["序号", "no.", "number"]);

/** The columns of a catalogue. */
export type CatalogueHeader = {
  readonly row: number;
  /** Cells up to the last column that has a header. */
  readonly width: number;
  readonly read: (cells: readonly string[]) => CatalogueRow;
};

type Placed = { readonly at: number; readonly header: string };

const readHeader = ({ row, cells }: TableRow, kinds: readonly RecordKind[]): CatalogueHeader => {
  const fieldHeaders = new Set(kinds.flatMap(({ fields }) => fields.flatMap(headersOf)));
  const columns: { readonly name: ColumnName; readonly at: number }[] = [];
  const kindColumns: Placed[] = [];
  const unknown: string[] = [];
  const twice: string[] = [];
  let width = 0;
  cells.forEach((given, at) => {
    const header = given.trim();
    const compared = comparableLabel(header);
    if (compared === "" || header.startsWith("#") || leftOut.has(compared)) return;
    width = at + 1;
    const name = columnOfHeader(header);
    if (name !== undefined) {
      if (columns.some((other) => other.name === name)) twice.push(header);
      columns.push({ name, at });
    } else if (fieldHeaders.has(compared)) {
      if (kindColumns.some((other) => comparableLabel(other.header) === compared)) twice.push(header);
      kindColumns.push({ at, header });
    } else unknown.push(header);
  });
  const shown = (names: readonly string[]): string =>
    names
      .map((name) => name.slice(0, 40))
      .slice(0, 20)
      .join("、");
  if (unknown.length > 0) throw new UnreadableTable("column-unknown", { columns: shown(unknown) }, row);
  if (twice.length > 0) throw new UnreadableTable("column-twice", { columns: shown(twice) }, row);
  const missing = needed.filter((name) => !columns.some((column) => column.name === name));
  if (missing.length > 0) {
    const labels = missing.map((name) => descriptionColumns[name].label.zh);
    throw new UnreadableTable("column-missing", { columns: shown(labels) }, row);
  }
  const places = new WeakMap<KindField, Placed | "none">();
  const placeOf = (field: KindField): Placed | "none" => {
    const known = places.get(field);
    if (known !== undefined) return known;
    const headers = headersOf(field);
    const found = kindColumns.find(({ header }) => headers.includes(comparableLabel(header))) ?? "none";
    places.set(field, found);
    return found;
  };
  return {
    row,
    width,
    read: (of) => ({
      columns: new Map(columns.map(({ name, at }) => [name, of[at] ?? ""])),
      kindCells: kindColumns.map(({ at, header }) => ({ header, text: of[at] ?? "" })),
      fieldOf: (field) => {
        const place = placeOf(field);
        return place === "none" ? undefined : { header: place.header, text: of[place.at] ?? "" };
      },
    }),
  };
};

const looksLikeHeader = ({ cells }: TableRow): boolean =>
  cells.filter((cell) => needed.some((name) => columnOfHeader(cell) === name)).length >= 2;

/** A row that is only a remark or an example: its first cell begins with #. */
const isRemark = ({ cells }: TableRow): boolean => (cells[0] ?? "").trimStart().startsWith("#");

export type CatalogueLine = TableRow & { readonly header: CatalogueHeader };

const noHeader = (): UnreadableTable => new UnreadableTable("header-missing", { rows: headerWithin });

/**
 * The header, which is looked for in the first rows.
 * @throws UnreadableTable when there is none, or a column of it is unknown, missing or there twice.
 */
export const findHeader = async (
  rows: AsyncIterable<TableRow>,
  kinds: readonly RecordKind[],
): Promise<CatalogueHeader> => {
  for await (const line of rows) {
    if (line.row > headerWithin) break;
    if (looksLikeHeader(line)) return readHeader(line, kinds);
  }
  throw noHeader();
};

/**
 * The rows below the header, remarks left out. The header is looked for in the first rows, unless it is known and all rows
 * are below it.
 * @throws UnreadableTable as `findHeader`.
 */
export async function* catalogueLines(
  rows: AsyncIterable<TableRow>,
  kinds: readonly RecordKind[],
  known?: CatalogueHeader,
): AsyncGenerator<CatalogueLine> {
  let header = known;
  for await (const line of rows) {
    if (header !== undefined) {
      if (!isRemark(line)) yield { ...line, header };
    } else if (line.row > headerWithin) break;
    else if (looksLikeHeader(line)) header = readHeader(line, kinds);
  }
  if (header === undefined) throw noHeader();
}
