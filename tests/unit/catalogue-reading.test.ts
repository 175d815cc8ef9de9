import fc from "fast-check";
import { afterAll, describe, expect, it, test } from "vitest";
import { catalogueLines } from "../../shared/catalogue/catalogue-header.ts";
import { csvRows, largestRow, textFormOf } from "../../shared/catalogue/csv-rows.ts";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { tableRows } from "../../shared/catalogue/open-table.ts";
import { tableOnDisk } from "../../shared/catalogue/table-bytes.ts";
import { explainTableFault, tableFaultCode, UnreadableTable } from "../../shared/domain/table-fault.ts";
import { csvTemplate, xlsxTemplate } from "../../shared/catalogue/template.ts";
import { describeRow } from "../../shared/domain/describe-row.ts";
import { kindNamed } from "../../shared/domain/record-kind.ts";
import { catalogueFolder, readAll, workbookOf, zipOf } from "../support/catalogue-file.ts";
import { goodRow } from "../support/catalogue-row.ts";
import { runs } from "../support/property-runs.ts";

const folder = catalogueFolder();
afterAll(folder.remove);
const read = (bytes: Uint8Array | string, sheet?: string) => readAll(tableRows(folder.write(bytes), sheet));
const cellsOf = async (bytes: Uint8Array | string, sheet?: string) =>
  (await read(bytes, sheet)).rows.map(({ cells }) => cells);

const text = "档号,题名\r\nZ109,婚姻登记\r\n";
/** 档号,题名 / Z109,婚姻登记 in GBK. */
const inGbk = Buffer.from("b5b5bac52cccf5c3fb0d0a5a3130392cbbe9d2f6b5c7bcc70d0a".replace("ccf5", "cce2"), "hex");
const bigEndian = (of: string) => Buffer.from(of, "utf16le").swap16();

describe("a CSV file", () => {
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16 little endian", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 big endian", bigEndian(`\ufeff${text}`)],
    ["UTF-16 without a mark", Buffer.from(`a,b\r\n${text}`.repeat(3), "utf16le").subarray(0, 62)],
    ["GBK", inGbk],
    ["UTF-8 with mere line feeds", Buffer.from(text.replaceAll("\r", ""))],
    ["UTF-8 with tabs", Buffer.from(text.replaceAll(",", "\t"))],
    ["UTF-8 with semicolons", Buffer.from(text.replaceAll(",", ";"))],
  ])("in %s is read", async (_, bytes) => {
    expect(await cellsOf(bytes)).toContainEqual(["档号", "题名"]);
  });

  it("in GBK gives the same as in UTF-8", async () => {
    expect(await cellsOf(inGbk)).toEqual([
      ["档号", "题名"],
      ["Z109", "婚姻登记"],
    ]);
  });

  it("in GB18030 keeps characters beyond GBK", async () => {
    const beyond = Buffer.concat([inGbk, Buffer.from("9439fc36", "hex"), Buffer.from(",x\r\n")]);
    expect((await cellsOf(beyond)).at(-1)).toEqual(["😀", "x"]);
  });

  it("may hold quotes, separators and line ends in quotes, and a quote that is only text", async () => {
    const bytes = 'a,b\n"x, ""y""\r\nz",5" pipe\n,\nlast';
    expect((await read(bytes)).rows).toMatchObject([
      { row: 1, cells: ["a", "b"] },
      { row: 2, cells: ['x, "y"\r\nz', '5" pipe'] },
      { row: 4, cells: ["last"] },
    ]);
  });

  it.each([
    ["nothing at all", "", "table-empty"],
    ["bytes that are no text", Buffer.from([0x80, 0xff, 0xfe, 0x2c, 0xff, 0xff]), "encoding-unknown"],
    ["a quote that never closes", 'a,b\n1,"2\n3,4\n', "table-broken"],
    ["a row that never ends", `a,b\n1,"${"x".repeat(2 * largestRow)}`, "row-too-large"],
    ["columns without end", ",".repeat(300), "too-many-columns"],
  ])("of %s ends reading", async (_, bytes, code) => {
    expect((await read(bytes)).ended).toBe(code);
  });

  it("is read on behind any of its rows, from the byte at which that ends", async () => {
    const odd = fc.string({
      unit: fc.constantFrom('"', ",", "\n", "\r", "\r\n", "a", "档", "¥", "\ufeff"),
      maxLength: 40,
    });
    const inGb = (given: string) =>
      Buffer.concat(Array.from(given, (char) => (char < "\x80" ? Buffer.from(char) : inGbk.subarray(0, 2))));
    await fc.assert(
      fc.asyncProperty(
        odd,
        fc.constantFrom((given: string) => Buffer.from(given), inGb),
        async (made, encoded) => {
          const bytes = encoded(`a,b\n"x\ny",档\r\n${made}`);
          const table = await tableOnDisk(folder.write(bytes));
          const form = await textFormOf(table);
          const whole = await readAll(csvRows(table, form));
          for (const [at, { row, next = 0 }] of whole.rows.entries())
            expect(await readAll(csvRows(table, form, { row, offset: next }))).toEqual({
              ...whole,
              rows: whole.rows.slice(at + 1),
            });
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it("that breaks gives every row before the break", async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `${row},b`).join("\n");
    const { rows: found, ended } = await read(`${rows}\n1,"`);
    expect([found.length, ended]).toEqual([5000, "table-broken"]);
  });

  it("is read as it was written, whatever it says", async () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 8 }).filter((made) => !made.includes("\u0000"));
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom("\n", "\r\n"), async (table, end) => {
        const header = ["a", "b", "c", "d"];
        const written = [header, ...table]
          .map((cells) => cells.map((made) => `"${made.replaceAll('"', '""')}"`).join(","))
          .join(end);
        const kept = table.filter((cells) => cells.some((made) => made !== ""));
        expect(await cellsOf(written)).toEqual([header, ...kept]);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe("a workbook", () => {
  const cell = (at: string, inner: string, attributes = "") => `<c r="${at}" ${attributes}>${inner}</c>`;

  it("gives shared, inline and plain texts, numbers, truths, dates and what formulas came to", async () => {
    const rows = `<row r="2">${cell("A2", "<v>1</v>", 't="s"')}${cell("C2", "<is><t>行内</t></is>", 't="inlineStr"')}${cell("D2", "<v>30</v>")}${cell("E2", "<v>1</v>", 't="b"')}${cell("F2", "<v>31107</v>", 's="1"')}${cell("G2", "<f>A2&amp;B2</f><v>和</v>", 't="str"')}${cell("H2", "<v>31107</v>", 's="2"')}</row>`;
    const strings = "<si><t>零</t></si><si><r><t>共</t></r><r><t>享</t></r><rPh><t>ping</t></rPh></si>";
    const styles = `<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="14"/></cellXfs>`;
    expect((await read(await workbookOf(rows, { strings, styles }))).rows).toEqual([
      { row: 2, cells: ["共享", "", "行内", "30", "TRUE", "19850301", "和", "19850301"] },
    ]);
  });

  it("counts days from 1904 where it says so", async () => {
    const rows = `<row>${cell("A1", "<v>1</v>", 's="0"')}</row>`;
    const styles = '<cellXfs><xf numFmtId="14"/></cellXfs>';
    expect(await cellsOf(await workbookOf(rows, { styles, workbookPr: '<workbookPr date1904="1"/>' }))).toEqual([
      ["19040102"],
    ]);
    expect(await cellsOf(await workbookOf(rows, { styles }))).toEqual([["19000101"]]);
  });

  it("is read from its first sheet, or the one that is named", async () => {
    const book = await workbookOf(`<row>${cell("A1", "<v>5</v>")}</row>`);
    expect(await cellsOf(book)).toEqual([["5"]]);
    expect(await cellsOf(book, "二")).toEqual([["第二张"]]);
    expect((await read(book, "三")).ended).toBe("sheet-missing");
  });

  it("may leave places out", async () => {
    const rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>";
    expect((await read(await workbookOf(rows))).rows).toEqual([
      { row: 1, cells: ["1", "2"] },
      { row: 2, cells: ["3"] },
    ]);
  });

  const bomb = () => Buffer.alloc(40 * 1024 * 1024, " ");
  it.each([
    ["of the old kind", () => Buffer.from("d0cf11e0a1b11ae1", "hex"), "workbook-old"],
    ["that is another zip", () => zipOf({ "a.txt": "a" }), "workbook-broken"],
    ["cut short", async () => (await workbookOf("<row/>")).subarray(0, 400), "workbook-broken"],
    ["whose sheet is no XML", () => workbookOf("<row><c></row>"), "workbook-broken"],
    ["with entities of its own", () => workbookOf("<row><c><v>&lol;</v></c></row>"), "workbook-broken"],
    [
      "with a cell without end",
      () => workbookOf(`<row><c t="str"><v>${"x".repeat(40_000)}</v></c></row>`),
      "row-too-large",
    ],
    ["with columns without end", () => workbookOf('<row><c r="ZZZ1"><v>1</v></c></row>'), "too-many-columns"],
    ["that unpacks without end", () => zipOf({ "xl/workbook.xml": bomb() }), "workbook-too-large"],
  ])("%s ends reading", async (_, make, code) => {
    expect((await read(await make())).ended).toBe(code);
  });
});

test("any bytes are read, or reading ends with a code", async () => {
  const whole = await workbookOf("<row><c><v>1</v></c></row>", { strings: "<si><t>零</t></si>" });
  const bitten = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  const broken = bitten.map((bites) => {
    const bytes = Buffer.from(whole);
    for (const [at, byte] of bites) bytes[at] = byte;
    return bytes;
  });
  const loose = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const odd = fc
    .string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", "档"), maxLength: 40 })
    .map((made) => Buffer.from(made));
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken, loose, odd), async (bytes) => {
      const { rows, ended } = await read(bytes);
      expect(ended === undefined || tableFaultCode.options.some((code) => code === ended)).toBe(true);
      expect(rows.every(({ cells }) => cells.length > 0)).toBe(true);
    }),
    { numRuns: runs(400) },
  );
});

describe("a catalogue", () => {
  const linesOf = async (table: readonly (readonly string[])[]) => {
    const lines = [];
    const rows = (async function* () {
      for (const [at, cells] of table.entries()) yield { row: at + 1, cells };
      await Promise.resolve();
    })();
    for await (const line of catalogueLines(rows, recordKinds)) lines.push(line);
    return lines;
  };
  const faultOf = (table: readonly (readonly string[])[]) =>
    linesOf(table).then(
      () => undefined,
      (error: unknown) => (error instanceof UnreadableTable ? error.fault : error),
    );
  const header = Object.keys(goodRow);
  const values = Object.values(goodRow);

  it("has its header below its title, and rows that are no remarks below that", async () => {
    const lines = await linesOf([["某馆目录"], [], header, ["#示例", "x"], values]);
    expect(lines.map(({ row }) => row)).toEqual([5]);
    const [line] = lines;
    const reading = describeRow(line!.header.read(line!.cells), { archiveId: "440100", kinds: recordKinds });
    expect(reading.ok && reading.description.title).toBe(goodRow.题名);
  });

  it("may have columns that are left out", async () => {
    expect(
      await linesOf([
        ["序号", ...header, "#内部列", ""],
        ["1", ...values, "x", "y"],
      ]),
    ).toHaveLength(1);
  });

  it.each([
    [
      "no header",
      [
        ["a", "b"],
        ["c", "d"],
      ],
      "header-missing",
    ],
    ["no column of titles", [header.filter((name) => name !== "题名")], "column-missing"],
    ["a column twice", [[...header, "Title"]], "column-twice"],
    ["an unknown column", [[...header, "心情"]], "column-unknown"],
  ])("with %s is refused", async (_, table, code) => {
    expect(await faultOf(table)).toMatchObject({ code });
  });

  test.each(tableFaultCode.options)("%s is said in both languages", (code) => {
    const facts = { limit: 1, sheet: "一", rows: 10, columns: "心情" };
    const { zh, en } = explainTableFault({ code, facts });
    expect(zh).toMatch(/。$/);
    expect(en).toMatch(/\.$/);
    expect(zh + en).not.toMatch(/[{}]|undefined/);
  });
});

describe("a template", () => {
  it.each(["zh", "en"] as const)(
    "in %s is a catalogue that asks for everything and holds no row yet",
    async (language) => {
      for (const kind of [undefined, kindNamed(recordKinds, "婚姻")]) {
        const files = [csvTemplate(kind, language), await xlsxTemplate(kind, language)];
        const headers = await Promise.all(files.map(async (bytes) => (await cellsOf(bytes))[0]));
        expect(headers[0]).toEqual(headers[1]);
        for (const bytes of files) {
          const lines = [];
          for await (const line of catalogueLines(tableRows(folder.write(bytes)), recordKinds)) lines.push(line);
          expect(lines).toEqual([]);
        }
      }
    },
  );

  it("is taken once its example is made a row", async () => {
    const filled = csvTemplate(undefined, "zh").toString("utf8").replace("#示例 ", "");
    const lines = [];
    for await (const line of catalogueLines(tableRows(folder.write(filled)), recordKinds)) lines.push(line);
    expect(
      lines.map(({ header, cells }) => describeRow(header.read(cells), { archiveId: "440100", kinds: recordKinds }).ok),
    ).toEqual([true]);
  });
});
