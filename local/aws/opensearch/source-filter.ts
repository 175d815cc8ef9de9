import * as z from "zod";
import type { Source } from "./document-fields.ts";

/** `_source` of a search: which parts of a document come back. Patterns are dotted paths in which `*` stands for anything. */
export const sourceFilter = z.union([
  z.boolean(),
  z.string(),
  z.array(z.string()),
  z.strictObject({
    includes: z.union([z.string(), z.array(z.string())]).default([]),
    excludes: z.union([z.string(), z.array(z.string())]).default([]),
  }),
]);

export type SourceFilter = z.infer<typeof sourceFilter>;

/** The wanted parts; `undefined` when none is wanted at all. */
export const filteredSource = (source: Source, filter: SourceFilter): Source | undefined => {
  if (typeof filter === "boolean") {
    return filter ? source : undefined;
  }
  const { includes, excludes } =
    typeof filter === "string" || Array.isArray(filter) ? { includes: filter, excludes: [] } : filter;
  return pick(source, "", asExpressions(includes), asExpressions(excludes));
};

export const withoutFields = (source: Source, excludes: readonly string[]): Source =>
  excludes.length === 0 ? source : pick(source, "", [], asExpressions(excludes));

const pick = (object: object, prefix: string, includes: readonly RegExp[], excludes: readonly RegExp[]): Source => {
  const picked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries<unknown>({ ...object })) {
    const path = prefix + name;
    if (excludes.some((expression) => expression.test(path))) {
      continue;
    }
    const wanted = includes.length === 0 || includes.some((expression) => expression.test(path));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const inner = pick(value, `${path}.`, wanted ? [] : includes, excludes);
      if (wanted || Object.keys(inner).length > 0) {
        picked[name] = inner;
      }
    } else if (wanted) {
      picked[name] = value;
    }
  }
  return picked;
};

const asExpressions = (patterns: string | readonly string[]): RegExp[] =>
  (typeof patterns === "string" ? [patterns] : patterns).map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .split("*")
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
          .join(".*")}$`,
        "s",
      ),
  );
