import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** A call, or a part of a transaction, that takes something away: from a table, a bucket, a search index. */
const deletes = /\bDelete\w*Command\(|\bDelete: \{|\bAbort\w+Command\(|\("DELETE"|_delete_by_query/;

/** All of the product that takes anything away, and what. Of what is kept only an approved list does, by `erase-objects`. */
const takesAway: Readonly<Record<string, string>> = {
  "shared/storage/erase-objects.ts": "bytes, for an approved list at home, or as a copy that is taken back",
  "shared/storage/file-uses.ts": "that bytes were proven, once they are erased",
  "shared/storage/gathered-evidence.ts": "what was gathered for a test, once its report is kept",
  "shared/storage/owed-indexing.ts": "the note that the index owes a page, once it follows",
  "shared/storage/catalogue-changes.ts": "whom a description named, in the transaction that says otherwise",
  "shared/storage/batch-writes.ts": "a refusal, in the transaction that takes the same object after all",
  "shared/storage/search-index.ts": "a page from the index, where it no longer stands",
  "shared/storage/export-objects.ts": "parts of a bag that was never whole",
};

test("takes nothing away but where it is named here", () => {
  const sources = globSync("{functions,shared,events}/**/*.ts", { cwd: root });
  expect(sources.length).toBeGreaterThan(300);
  const found = sources.filter((path) => deletes.test(readFileSync(`${root}${path}`, "utf8")));
  expect(found.sort()).toEqual(Object.keys(takesAway).sort());
});
