import { catalogueLines, findHeader, type CatalogueLine } from "../../shared/catalogue/catalogue-header.ts";
import { csvRows, textFormOf } from "../../shared/catalogue/csv-rows.ts";
import { tableKind } from "../../shared/catalogue/open-table.ts";
import type { TableBytes } from "../../shared/catalogue/table-bytes.ts";
import { xlsxRows } from "../../shared/catalogue/xlsx-rows.ts";
import type { CatalogueImport } from "../../shared/domain/catalogue-import.ts";
import type { RecordKind } from "../../shared/domain/record-kind.ts";

/** A line of a catalogue, and how a text is read on behind it. */
export type PlacedLine = CatalogueLine & Pick<CatalogueImport, "text">;

/** An import's file: read from anywhere, or as a whole. */
export type CatalogueFile = { readonly bytes: TableBytes; readonly toDisk: () => Promise<string> };

const textLines = async function* (
  bytes: TableBytes,
  { row, text }: CatalogueImport,
  kinds: readonly RecordKind[],
): AsyncGenerator<PlacedLine> {
  const { encoding, separator } = text ?? (await textFormOf(bytes));
  const form = { encoding, separator };
  const lines =
    text === undefined
      ? catalogueLines(csvRows(bytes, form), kinds)
      : catalogueLines(
          csvRows(bytes, form, { row, offset: text.offset }),
          kinds,
          await findHeader(csvRows(bytes, form), kinds),
        );
  for await (const line of lines)
    yield { ...line, text: line.next === undefined ? undefined : { ...form, offset: line.next } };
};

/**
 * The lines of an import's file behind the row up to which it stands. Of a text the bytes before are not read again. What a
 * workbook says is packed in one stream, so it is unpacked from its beginning each time: it has 1 048 576 rows at most, and
 * no second copy of what it says about people needs to be kept anywhere.
 * @throws UnreadableTable
 */
export async function* linesBehind(
  of: CatalogueImport,
  { bytes, toDisk }: CatalogueFile,
  kinds: readonly RecordKind[],
): AsyncGenerator<PlacedLine> {
  const isText = (await tableKind(bytes)) === "text";
  const lines = isText ? textLines(bytes, of, kinds) : catalogueLines(xlsxRows(await toDisk()), kinds);
  for await (const line of lines) if (line.row > of.row) yield line;
}
