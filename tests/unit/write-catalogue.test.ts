import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { catalogueLines } from "../../shared/catalogue/catalogue-header.ts";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { tableRows } from "../../shared/catalogue/open-table.ts";
import { catalogueText } from "../../shared/catalogue/write-catalogue.ts";
import { describeRow } from "../../shared/domain/describe-row.ts";
import { description, type Description } from "../../shared/domain/description.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lantai-written-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const archiveId = "440100";
const characters = ["结", "婚", "登", "记", " ", ",", ";", '"', "'", "#", "\n", "\t", "a", "1"];
const text = fc
  .string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...characters) })
  .map((given) => given.trim())
  .filter((given) => given !== "" && !given.startsWith("#"));
const date = fc.constantFrom("19560301", "1956[0301]", "19560301-19570101");
const valueOf = {
  text,
  date,
  number: fc.constantFrom("12", "12.5"),
  "identity-number": fc.constantFrom("440102********1234", "440102******123"),
};
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const ofItem = (number: number): fc.Arbitrary<Description> =>
  fc
    .record({
      title: text,
      otherTitle: optional(text),
      creator: text,
      date,
      year: fc.integer({ min: 1900, max: 2020 }),
      retentionPeriod: fc.constantFrom({ kind: "permanent" as const }, { kind: "years" as const, years: 30 }),
      openingMark: fc.constantFrom("open" as const, "controlled" as const, "delayed" as const, "unreviewed" as const),
      disclosure: optional(fc.constantFrom("proactive" as const, "on-request" as const, "not-disclosed" as const)),
      pages: optional(fc.integer({ min: 0, max: 900 })),
      note: optional(text),
      kind: optional(fc.constantFrom(...recordKinds)),
    })
    .chain(({ kind, ...said }) => {
      const fields = Object.fromEntries((kind?.fields ?? []).map(({ name, type }) => [name, valueOf[type]]));
      return fc
        .record(fields, {
          requiredKeys: (kind?.fields ?? []).flatMap(({ name, required }) => (required ? [name] : [])),
        })
        .map((values) =>
          description.parse(
            JSON.parse(
              JSON.stringify({
                ...{
                  archiveId,
                  level: "item",
                  archivalCode: `J019-ZY·TD·2001·Y-007-${String(number).padStart(4, "0")}`,
                },
                ...{ volume: "J019-ZY·TD·2001·Y-007", ...said, kind: kind?.id, fields: values },
              }),
            ),
          ),
        );
    });

async function* oneByOne<T>(all: readonly T[]): AsyncGenerator<T> {
  for (const one of all) yield await Promise.resolve(one);
}

const readBack = async (said: readonly Description[]): Promise<unknown[]> => {
  const kinds = recordKinds.filter(({ id }) => said.some(({ kind }) => kind === id));
  const pieces: string[] = [];
  for await (const piece of catalogueText(oneByOne(said), kinds)) pieces.push(piece);
  const file = path.join(folder, "catalogue.csv");
  writeFileSync(file, pieces.join(""));
  const found: unknown[] = [];
  for await (const { cells, header } of catalogueLines(tableRows(file), recordKinds)) {
    const reading = describeRow(header.read(cells), { archiveId, kinds: recordKinds });
    found.push(reading.ok ? reading.description : reading.faults);
  }
  return found;
};

test("descriptions that are written as a catalogue read back the same, of whatever kinds together", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(ofItem(1), ofItem(2), ofItem(3)), async (said) => {
      expect(await readBack(said)).toEqual(said);
    }),
    { numRuns: 60 },
  );
});

test("units above the item read back the same", async () => {
  const units = (["fonds", "series", "volume"] as const).map((level) => ({
    ...{ archiveId, level, title: `${level} 卷`, fields: {}, items: 3 },
    archivalCode: { fonds: "J019", series: "J019-ZY·TD·2001·Y", volume: "J019-ZY·TD·2001·Y-007" }[level],
  }));
  const found = (await readBack(units)) as Description[];
  expect(found.map(({ level, archivalCode, title, items }) => ({ level, archivalCode, title, items }))).toEqual(
    units.map(({ level, archivalCode, title, items }) => ({ level, archivalCode, title, items })),
  );
});
