import * as z from "zod";
import { archiveId } from "./archives.ts";
import { nothing, noBody, type Route } from "./route.ts";

/** Fractions of the page, origin at its top left. */
const box = z.strictObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });

const year = z.coerce.number().int().min(1000).max(2999);

const limit = z.coerce.number().int().min(1).max(100).default(20);

export const searchQuery = z.object({
  q: z.string().min(1).max(200).meta({
    description: "What to find. Words apart by a space must all be there; 简/繁 and widths match each other.",
  }),
  archive: archiveId.optional(),
  kind: z.string().min(1).max(40).optional().meta({ description: "门类代码 (DA/T 13-2022), such as WS or ZY." }),
  from: year.optional().meta({ description: "First year of the record, inclusive." }),
  to: year.optional().meta({ description: "Last year of the record, inclusive." }),
  limit,
  cursor: z.string().max(2000).optional(),
});

export const searchAnswer = z.strictObject({
  hits: z.array(
    z.strictObject({
      archiveId,
      archivalCode: z.string(),
      page: z.int(),
      title: z.string(),
      snippet: z.string(),
      score: z.number(),
      boxes: z.array(box),
    }),
  ),
  total: z.strictObject({ value: z.int(), exact: z.boolean() }),
  cursor: z.string().optional(),
});

export const searchRoutes = {
  search: {
    method: "GET",
    path: "/v1/search",
    handler: "full-text/search",
    signedIn: true,
    summary: "Find pages by what they say",
    pathParameters: nothing,
    query: searchQuery,
    body: noBody,
    answer: searchAnswer,
  },
} as const satisfies Record<string, Route>;
