import * as z from "zod";
import type { Mapping } from "./mapping.ts";

/** What a query is read against; `listed` are the columns of which some document holds a list. */
export type QueryContext = { readonly mapping: Mapping; readonly listed: ReadonlySet<string> };

/** `minimum_should_match`: a count or a share; negative, how many or what share may be missing. */
export const minimumShouldMatch = z.union([z.int(), z.string().regex(/^-?\d+%?$/)]);

/**
 * How many of `count` clauses must match. Shares are rounded down.
 * Source: OpenSearch documentation, "Minimum should match".
 */
export const shareOf = (minimum: number | string, count: number): number => {
  const value = Number(String(minimum).replace(/%$/, ""));
  const wanted = String(minimum).endsWith("%") ? Math.trunc((value * count) / 100) : value;
  return wanted < 0 ? Math.max(count + wanted, 0) : wanted;
};
