import { UnreadableTable } from "../../domain/table-fault.ts";
import { showsDate } from "./date-styles.ts";
import type { WorkbookParts } from "./workbook-parts.ts";
import { xmlEvents, type XmlHandler } from "./xml-events.ts";

/** Bytes of the small parts, unpacked. */
const smallPart = 16 * 1024 * 1024;
/** Bytes of the shared strings, unpacked, and how many of them: what is held in memory while the sheet is read. */
const stringsPart = 512 * 1024 * 1024;
const mostCharacters = 64 * 1024 * 1024;
const mostStrings = 4_000_000;

const readAll = async (parts: WorkbookParts, name: string, handler: XmlHandler, most: number): Promise<void> => {
  const events = xmlEvents(await parts.open(name), handler, most, () => []);
  await events.next();
};

const nothing = (): void => undefined;

/** A target of a relationship as the name of a part. */
const partOf = (target: string): string => {
  const path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  const segments: string[] = [];
  for (const segment of path.split("/"))
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  return segments.join("/");
};

export type Workbook = { readonly sheet: string; readonly from1904: boolean };

/** Which part holds the wanted sheet, or the first one. @throws UnreadableTable `sheet-missing` */
export const findSheet = async (parts: WorkbookParts, wanted: string | undefined): Promise<Workbook> => {
  const sheets: { name: string; id: string }[] = [];
  const targets = new Map<string, string>();
  let from1904 = false;
  await readAll(
    parts,
    "xl/workbook.xml",
    {
      open: (name, { name: title = "", id = "", date1904 }) => {
        if (name === "sheet") sheets.push({ name: title, id });
        if (name === "workbookPr") from1904 = date1904 === "1" || date1904 === "true";
      },
      close: nothing,
      text: nothing,
    },
    smallPart,
  );
  await readAll(
    parts,
    "xl/_rels/workbook.xml.rels",
    {
      open: (name, { Id, Target }) => {
        if (name === "Relationship" && Id !== undefined && Target !== undefined) targets.set(Id, partOf(Target));
      },
      close: nothing,
      text: nothing,
    },
    smallPart,
  );
  const chosen = wanted === undefined ? sheets[0] : sheets.find(({ name }) => name === wanted);
  const sheet = chosen === undefined ? undefined : targets.get(chosen.id);
  if (sheet === undefined || !parts.has(sheet))
    throw wanted === undefined
      ? new UnreadableTable("workbook-broken")
      : new UnreadableTable("sheet-missing", { sheet: wanted });
  return { sheet, from1904 };
};

/** The texts that cells refer to by number, without the readings that East Asian versions keep beside them. */
export const readSharedStrings = async (parts: WorkbookParts): Promise<readonly string[]> => {
  const name = "xl/sharedStrings.xml";
  if (!parts.has(name)) return [];
  const strings: string[] = [];
  let characters = 0;
  let current = "";
  let inText = false;
  let inReading = 0;
  await readAll(
    parts,
    name,
    {
      open: (tag) => {
        if (tag === "si") current = "";
        if (tag === "rPh") inReading += 1;
        inText = tag === "t" && inReading === 0;
      },
      close: (tag) => {
        if (tag === "rPh") inReading -= 1;
        if (tag === "t") inText = false;
        if (tag !== "si") return;
        strings.push(current);
        if (strings.length > mostStrings) throw new UnreadableTable("workbook-too-large");
      },
      text: (text) => {
        if (!inText) return;
        current += text;
        characters += text.length;
        if (characters > mostCharacters) throw new UnreadableTable("workbook-too-large");
      },
    },
    stringsPart,
  );
  return strings;
};

/** For each style a cell may have: whether it shows its number as a date. */
export const readDateStyles = async (parts: WorkbookParts): Promise<readonly boolean[]> => {
  const name = "xl/styles.xml";
  if (!parts.has(name)) return [];
  const codes = new Map<number, string>();
  const styles: boolean[] = [];
  let inCells = false;
  await readAll(
    parts,
    name,
    {
      open: (tag, { numFmtId = "0", formatCode }) => {
        if (tag === "numFmt" && formatCode !== undefined) codes.set(Number(numFmtId), formatCode);
        if (tag === "cellXfs") inCells = true;
        if (tag === "xf" && inCells) styles.push(showsDate(Number(numFmtId), codes.get(Number(numFmtId))));
      },
      close: (tag) => {
        if (tag === "cellXfs") inCells = false;
      },
      text: nothing,
    },
    smallPart,
  );
  return styles;
};
