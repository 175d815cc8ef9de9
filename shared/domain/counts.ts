import * as z from "zod";
import { isSafe, type Page } from "./page.ts";

/** What is counted of a batch. Each count moves in the transaction that moves the state it counts. */
export const batchCounts = z.strictObject({
  received: z.int(),
  accepted: z.int(),
  duplicate: z.int(),
  refused: z.int(),
  pages: z.int(),
  ocrPending: z.int(),
  read: z.int(),
  failed: z.int(),
  needsPerson: z.int(),
  safe: z.int(),
  unsafe: z.int(),
});
export type BatchCounts = z.infer<typeof batchCounts>;
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
export const allCounts = (change: CountChange): BatchCounts => {
  const zero = {
    received: 0,
    accepted: 0,
    duplicate: 0,
    refused: 0,
    pages: 0,
    ocrPending: 0,
    read: 0,
    failed: 0,
    needsPerson: 0,
    safe: 0,
    unsafe: 0,
  };
  return { ...zero, ...Object.fromEntries(Object.entries(change).filter(([, by]) => by !== undefined)) };
};
