import { batchCounts, type BatchCounts } from "../contract/batch-counts.ts";
import { isSafe, type Page } from "./page.ts";

/** How a batch's counts move. Each count moves in the transaction that moves the state it counts. */
export type CountChange = { [N in keyof BatchCounts]?: number | undefined };

const countsOf = (page: Page | undefined): CountChange => {
  if (page?.state !== "kept") return {};
  return {
    pages: 1,
    ocrPending: page.reading.state === "pending" ? 1 : 0,
    read: page.reading.state === "read" ? 1 : 0,
    failed: page.reading.state === "failed" ? 1 : 0,
    needsPerson: page.reading.state === "read" && page.reading.needsPerson ? 1 : 0,
    safe: isSafe(page) ? 1 : 0,
    unsafe: isSafe(page) ? 0 : 1,
  };
};

const names = batchCounts.keyof().options;

/** How the counts of a batch move when a page goes from one state to another; counts that stay are left out. */
export const countChange = (before: Page | undefined, after: Page | undefined): CountChange => {
  const from = countsOf(before);
  const to = countsOf(after);
  const change: CountChange = {};
  for (const name of names) {
    const moved = (to[name] ?? 0) - (from[name] ?? 0);
    if (moved !== 0) change[name] = moved;
  }
  return change;
};

/** The sum of several changes; counts that end where they began are left out. */
export const addCounts = (changes: readonly CountChange[]): CountChange => {
  const sum: CountChange = {};
  for (const name of names) {
    const total = changes.reduce((by, change) => by + (change[name] ?? 0), 0);
    if (total !== 0) sum[name] = total;
  }
  return sum;
};

/** Every count, none of them missing. */
export const allCounts = (change: CountChange): BatchCounts =>
  batchCounts.parse(Object.fromEntries(names.map((name) => [name, change[name] ?? 0])));
