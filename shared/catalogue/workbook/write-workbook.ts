import { ZipFile } from "yazl";
import { xmlText } from "../../domain/xml-text.ts";

/** A list that a column's cells are chosen from. `column` counts from 1. */
export type DropDown = { readonly column: number; readonly values: readonly string[] };
export type Sheet = {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  readonly dropDowns?: readonly DropDown[];
};

/** Rows below the header to which a drop-down list applies. */
const listedRows = 10_000;
/** A workbook made twice of the same sheets has the same bytes. */
const madeAt = new Date(Date.UTC(2000, 0, 1, 12));

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";

const letters = (column: number): string =>
  column > 26
    ? letters(Math.floor((column - 1) / 26)) + letters(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column);

const cellOf = (text: string, row: number, at: number): string =>
  text === ""
    ? ""
    : `<c r="${letters(at + 1)}${row}" t="inlineStr" s="1"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;

const validationOf = ({ column, values }: DropDown): string => {
  const range = `${letters(column)}2:${letters(column)}${listedRows + 1}`;
  return `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${range}"><formula1>"${xmlText(values.join(","))}"</formula1></dataValidation>`;
};

const sheetXml = ({ rows, dropDowns = [] }: Sheet): string => {
  const body = rows.map(
    (cells, at) => `<row r="${at + 1}">${cells.map((text, column) => cellOf(text, at + 1, column)).join("")}</row>`,
  );
  const lists =
    dropDowns.length === 0
      ? ""
      : `<dataValidations count="${dropDowns.length}">${dropDowns.map(validationOf).join("")}</dataValidations>`;
  return `${head}<worksheet xmlns="${main}"><sheetFormatPr defaultRowHeight="15"/><sheetData>${body.join("")}</sheetData>${lists}</worksheet>`;
};

/** Every cell is text: a spreadsheet must not make numbers of identity numbers, nor dates of archival codes. */
const stylesXml = `${head}<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`;

/** An .xlsx workbook (ECMA-376) of text cells, with drop-down lists. */
export const writeWorkbook = async (sheets: readonly Sheet[]): Promise<Buffer> => {
  const zip = new ZipFile();
  const add = (name: string, xml: string): void => zip.addBuffer(Buffer.from(xml), name, { mtime: madeAt });
  const numbered = sheets.map((sheet, at) => ({ sheet, number: at + 1 }));
  const overrides = numbered.map(
    ({ number }) =>
      `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
  );
  add(
    "[Content_Types].xml",
    `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${overrides.join("")}</Types>`,
  );
  add(
    "_rels/.rels",
    `${head}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    "xl/workbook.xml",
    `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${numbered
      .map(({ sheet, number }) => `<sheet name="${xmlText(sheet.name)}" sheetId="${number}" r:id="rId${number}"/>`)
      .join("")}</sheets></workbook>`,
  );
  add(
    "xl/_rels/workbook.xml.rels",
    `${head}<Relationships xmlns="${packageRelations}">${numbered
      .map(
        ({ number }) =>
          `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
      )
      .join(
        "",
      )}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
  );
  add("xl/styles.xml", stylesXml);
  for (const { sheet, number } of numbered) add(`xl/worksheets/sheet${number}.xml`, sheetXml(sheet));
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};
