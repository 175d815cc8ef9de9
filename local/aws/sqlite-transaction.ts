import type { DatabaseSync } from "node:sqlite";

/** Runs `work` in one transaction of a SQLite file: all of it is committed when this returns; when it throws, nothing is. */
export const inTransaction = <Result>(database: DatabaseSync, work: () => Result): Result => {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
};
