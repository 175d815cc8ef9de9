import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { catalogueLines } from "../../shared/catalogue/catalogue-header.ts";
import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { tableRows } from "../../shared/catalogue/open-table.ts";
import { describedUnit, type Description } from "../../shared/domain/description.ts";
import { describeRow } from "../../shared/domain/describe-row.ts";
import type { DescriptionFault } from "../../shared/domain/description-fault.ts";

/** What a catalogue came to, or has to come to: how many rows are described and refused, and one digest over all of it. */
export type Described = { readonly described: number; readonly refused: number; readonly sha256: string };

const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, held]) => held !== undefined)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, held]) => [name, sorted(held)]),
      )
    : value;

/** A digest that does not depend on order: the sum of the digests of all parts. */
const unordered = () => {
  let [described, refused] = [0, 0];
  const sum = new BigUint64Array(4);
  const add = (part: unknown): void => {
    const digest = createHash("sha256")
      .update(JSON.stringify(sorted(part)))
      .digest();
    for (let at = 0; at < 4; at += 1) sum[at] = (sum[at] ?? 0n) + digest.readBigUInt64LE(at * 8);
  };
  return {
    describe(row: number, description: Description): void {
      described += 1;
      add({ row, description });
    },
    list(archivalCode: string): void {
      add({ listed: archivalCode });
    },
    refuse(row: number, faults: readonly DescriptionFault[]): void {
      refused += 1;
      add({ row, faults: faults.map(({ code, column }) => `${column} ${code}`) });
    },
    end: (): Described => ({ described, refused, sha256: Buffer.from(sum.buffer).toString("hex") }),
  };
};

/** What a file, each of whose units stands in one row, has to come to: read row by row, with no records at all. */
export const expectedOf = async (file: string, archiveId: string): Promise<Described> => {
  const all = unordered();
  for await (const { row, cells, header } of catalogueLines(tableRows(file), recordKinds)) {
    const read = describeRow(header.read(cells), { archiveId, kinds: recordKinds });
    if (!read.ok) {
      all.refuse(row, read.faults);
      continue;
    }
    all.describe(row, read.description);
    all.list(read.description.archivalCode);
  }
  return all.end();
};

const stored = z.object({ item: z.string() });
const marshalled = z.record(z.string(), z.any());
const keyed = z.looseObject({ sk: z.string() });
const listing = z.object({ archivalCode: z.string() });
const refusal = z.object({ row: z.int(), faults: z.array(z.custom<DescriptionFault>()) });

/** What the records of a stopped host say. */
export const describedIn = (home: string, region: string): Described => {
  const all = unordered();
  const folder = path.join(home, region);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/dynamodb.*\.(sqlite|db)$/.test(name)) continue;
    const database = new DatabaseSync(path.join(folder, name), { readOnly: true });
    const tables = z
      .array(z.object({ name: z.string() }))
      .parse(database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'items%'").all());
    for (const { name: table } of tables)
      for (const found of database.prepare(`SELECT item FROM "${table}"`).iterate()) {
        const item = keyed.safeParse(unmarshall(marshalled.parse(JSON.parse(stored.parse(found).item))));
        if (!item.success) continue;
        const { sk } = item.data;
        if (sk === "DESCRIPTION") {
          const { row, description } = describedUnit.parse(item.data["record"]);
          all.describe(row, description);
        } else if (sk.startsWith("DESCRIBES#")) all.list(listing.parse(item.data).archivalCode);
        else if (sk.startsWith("FAULT#")) {
          const { row, faults } = refusal.parse(item.data);
          all.refuse(row, faults);
        }
      }
    database.close();
  }
  return all.end();
};
