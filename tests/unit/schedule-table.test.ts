import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explainScheduleTableFault, readScheduleTable } from "../../shared/domain/schedule-table.ts";

const table = (...cells: readonly (readonly string[])[]) => cells.map((row, at) => ({ row: at + 1, cells: row }));
const header = ["条款号", "归档范围", "保管期限", "门类", "类别", "机构（问题）", "题名包含"];

describe("a schedule as a table", () => {
  test("is read line by line; what a cell does not say is not asked for", () => {
    const read = readScheduleTable(
      table(header, ["1.1", "婚姻登记", "100年", "zy", "婚姻", "", ""], ["1.2", "其他", "永久", "", "", "", ""]),
    );
    expect(read).toEqual({
      ok: true,
      entries: [
        {
          clause: "1.1",
          scope: "婚姻登记",
          retention: { kind: "years", years: 100 },
          applies: { recordClass: "ZY", category: "婚姻", office: undefined, title: undefined },
        },
        {
          clause: "1.2",
          scope: "其他",
          retention: { kind: "permanent" },
          applies: { recordClass: undefined, category: undefined, office: undefined, title: undefined },
        },
      ],
    });
  });

  test("takes its columns in any order, under English names too, and leaves those it does not know", () => {
    const read = readScheduleTable(table(["Retention", "remark", "scope", "CLAUSE"], ["D30", "x", "文书", "2"]));
    expect(read).toMatchObject({ ok: true, entries: [{ clause: "2", retention: { years: 30 } }] });
  });

  test.each([
    ["column-missing", table(["条款号", "归档范围"], ["1", "x"]), 1, "保管期限"],
    ["column-twice", table([...header, "scope"], ["1", "x", "永久"]), 1, "归档范围"],
    ["retention-malformed", table(header, ["1", "x", "长期"]), 2, "保管期限"],
    ["cell-malformed", table(header, ["", "x", "永久"]), 2, "条款号"],
    ["cell-malformed", table(header, ["1", "长".repeat(201), "永久"]), 2, "归档范围"],
    ["no-lines", table(header), 1, "条款号"],
    ["too-many-lines", table(header, ...Array.from({ length: 251 }, () => ["1", "x", "永久"])), 252, "条款号"],
  ])("is refused whole, by row and column: %s", (code, rows, row, column) => {
    expect(readScheduleTable(rows)).toEqual({ ok: false, faults: [{ code, row, column }] });
  });

  test("names every line that is wrong, in a sentence", () => {
    const read = readScheduleTable(table(header, ["1", "x", "?"], ["2", "y", "10年"], ["3", "z", ""]));
    expect(read.ok ? [] : read.faults.map((fault) => explainScheduleTableFault(fault).en)).toEqual([
      "The retention in row 2 must be permanent or a number of years, such as 30年 or D30.",
      "The retention in row 4 must be permanent or a number of years, such as 30年 or D30.",
    ]);
  });

  test("whatever its cells say, it is read or refused", () => {
    const cells = fc.array(fc.oneof(fc.string(), fc.constantFrom(...header, "永久", "30年")), { maxLength: 9 });
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 6 }), (rows) => {
        const read = readScheduleTable(table(...rows));
        if (!read.ok) expect(read.faults.length).toBeGreaterThan(0);
      }),
    );
  });
});
