import type { Mapping } from "./mapping.ts";

/** What a query is read against; `listed` are the columns of which some document holds a list. */
export type QueryContext = { readonly mapping: Mapping; readonly listed: ReadonlySet<string> };

/** A count, or a share of `count` rounded down. */
export const shareOf = (minimum: number | string, count: number): number =>
  typeof minimum === "string" && minimum.endsWith("%")
    ? Math.floor((Number(minimum.slice(0, -1)) * count) / 100)
    : Number(minimum);
