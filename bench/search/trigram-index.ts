import { rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { LucenePage, Question } from "./lucene.ts";

/** SQLite's own answer to languages without spaces: FTS5 with its trigram tokenizer. It finds nothing of two characters. */
export const openTrigramIndex = (file: string) => {
  rmSync(file, { force: true });
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768;
    CREATE TABLE page (seq INTEGER PRIMARY KEY, id TEXT, archive TEXT, kind TEXT, year INTEGER) STRICT;
    CREATE VIRTUAL TABLE said USING fts5(text, content='', tokenize='trigram');
  `);
  const insertPage = database.prepare("INSERT INTO page (id, archive, kind, year) VALUES (?, ?, ?, ?)");
  const insertText = database.prepare("INSERT INTO said (rowid, text) VALUES (?, ?)");
  const filters = `said MATCH :match AND (:archive IS NULL OR archive = :archive)
    AND (:kind IS NULL OR kind = :kind) AND (:from IS NULL OR year BETWEEN :from AND :to)`;
  const joined = "said CROSS JOIN page ON page.seq = said.rowid";
  const best = database.prepare(`SELECT page.id FROM ${joined} WHERE ${filters} ORDER BY bm25(said) LIMIT 20`);
  const count = database.prepare(
    `SELECT count(*) AS total FROM (SELECT 1 FROM ${joined} WHERE ${filters} LIMIT 10000)`,
  );

  return {
    put: (pages: readonly LucenePage[]): void => {
      database.exec("BEGIN");
      for (const { id, archive, kind, year, text } of pages) {
        const { lastInsertRowid } = insertPage.run(id, archive, kind, year);
        insertText.run(lastInsertRowid, text);
      }
      database.exec("COMMIT");
    },
    /** How many pages have it, counted to 10,000, after fetching the best twenty. */
    find: ({ words, archive, kind, from, to }: Question): number => {
      const match = words.map((word) => `"${word}"`).join(" ");
      const asked = { match, archive: archive ?? null, kind: kind ?? null, from: from ?? null, to: to ?? null };
      best.all(asked);
      return Number(count.get(asked)?.["total"] ?? 0);
    },
    bytes: (): number => {
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      return statSync(file).size;
    },
    close: (): void => database.close(),
  };
};
