import * as z from "zod";

/** The closed list of codes an API answer can carry in its problem document (RFC 9457). */
export const problemCode = z.enum([
  "request-invalid",
  "not-signed-in",
  "not-allowed",
  "not-found",
  "not-now",
  "classified",
  "other-region",
  "query-has-nothing-to-search",
  "cursor-invalid",
  "person-invalid",
  "search-unavailable",
  "internal",
]);
export type ProblemCode = z.infer<typeof problemCode>;

export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: problemCode,
  detail: z.string(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problem>;
