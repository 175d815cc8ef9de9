import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

const stored = z.object({ item: z.string() });

/** What differs between two imports of one file: when it came, and what a record was written how often. */
const moving =
  /"(?:writes|endedAt|versionId|receivedAt|describedAt)":\{[^{}]*\},?|\d{4}-\d\d-\d\dT[\d:.]+Z-[0-9a-f]{16}/g;

/**
 * One digest over all that an archive's catalogue came to, in the order of its keys, without what depends on the moment:
 * descriptions, the list of the batch, refused rows and the import itself. Read from the stopped host's own files.
 */
export const endStateOf = (home: string, region: string): { readonly records: number; readonly sha256: string } => {
  const folder = path.join(home, region);
  const hash = createHash("sha256");
  let records = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!/dynamodb.*\.(sqlite|db)$/.test(name)) continue;
    const database = new DatabaseSync(path.join(folder, name), { readOnly: true });
    const tables = z
      .array(z.object({ name: z.string() }))
      .parse(database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'items%'").all());
    for (const { name: table } of tables)
      for (const row of database.prepare(`SELECT item FROM "${table}" ORDER BY partition, sort`).iterate()) {
        const { item } = stored.parse(row);
        if (!/"(?:DESCRIPTION|DESCRIBES#[^"]*|FAULT#[^"]*|IMPORT#[^"]*|CLASSIFIED)"/.test(item)) continue;
        records += 1;
        hash.update(item.replaceAll(moving, ""));
      }
    database.close();
  }
  return { records, sha256: hash.digest("hex") };
};
