import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ZipFile } from "yazl";
import { UnreadableTable } from "../../shared/domain/table-fault.ts";
import type { TableRow } from "../../shared/catalogue/table-rows.ts";

/** A folder for the files of one test file. */
export const catalogueFolder = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "lantai-catalogue-"));
  let made = 0;
  return {
    write(bytes: Uint8Array | string): string {
      made += 1;
      const file = path.join(folder, `file-${made}`);
      writeFileSync(file, bytes);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** The rows, or the code for which reading ended and what had been read by then. */
export const readAll = async (
  rows: AsyncIterable<TableRow>,
): Promise<{ readonly rows: TableRow[]; readonly ended?: string }> => {
  const found: TableRow[] = [];
  try {
    for await (const row of rows) found.push(row);
    return { rows: found };
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    return { rows: found, ended: error.fault.code };
  }
};

/** A zip of these parts. */
export const zipOf = async (parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
};

/** A workbook as spreadsheets write it, around the XML of its rows. */
export const workbookOf = (
  sheetData: string,
  {
    strings,
    styles,
    workbookPr = "",
  }: { readonly strings?: string; readonly styles?: string; readonly workbookPr?: string } = {},
): Promise<Buffer> =>
  zipOf({
    "xl/workbook.xml": `<workbook xmlns:r="r">${workbookPr}<sheets><sheet name="一" sheetId="1" r:id="a"/><sheet name="二" sheetId="2" r:id="b"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/><Relationship Id="b" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`,
    "xl/worksheets/sheet2.xml":
      '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>第二张</t></is></c></row></sheetData></worksheet>',
    ...(strings === undefined ? {} : { "xl/sharedStrings.xml": `<sst>${strings}</sst>` }),
    ...(styles === undefined ? {} : { "xl/styles.xml": `<styleSheet>${styles}</styleSheet>` }),
  });
