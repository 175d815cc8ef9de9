import * as z from "zod";
import { OpenSearchError, parseOr400 } from "./opensearch-error.ts";

/** The kinds of fields this host indexes. */
export type FieldKind = "text" | "keyword" | "integer" | "long" | "double" | "boolean" | "date";

/** A field by its dotted path. `column` is its column in SQLite: `t…` of the gram table, `c…` of the document table. */
export type Field = { readonly path: string; readonly kind: FieldKind; readonly column: string };

export type Mapping = {
  readonly fields: ReadonlyMap<string, Field>;
  /** Objects that are stored but not looked into. */
  readonly opaque: ReadonlySet<string>;
  /** Objects that only hold fields. */
  readonly objects: ReadonlySet<string>;
  /** Whether a document with an unmapped field is refused; otherwise the field is only stored. */
  readonly strict: boolean;
  readonly sourceExcludes: readonly string[];
};

const numberKind = z.enum(["integer", "long", "double"]);
const fieldSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("text"), analyzer: z.literal("whitespace"), norms: z.literal(true).optional() }),
    z.strictObject({ type: z.literal("keyword"), ignore_above: z.never().optional() }),
    z.strictObject({ type: numberKind }),
    z.strictObject({ type: z.literal("boolean") }),
    z.strictObject({
      type: z.literal("date"),
      format: z.enum(["strict_date_optional_time||epoch_millis", "strict_date_optional_time"]).optional(),
    }),
    z.strictObject({ type: z.literal("object"), enabled: z.literal(false) }),
  ],
  { error: (issue) => `No handler for type [${kindIn(issue.input)}]` },
);

const kindIn = (input: unknown): string =>
  typeof input === "object" && input !== null && "type" in input ? String(input.type) : "object";

const objectSchema = z.strictObject({
  type: z.literal("object").optional(),
  properties: z.record(z.string(), z.unknown()),
});

const mappingsSchema = z.strictObject({
  dynamic: z.union([z.literal("strict"), z.literal(false), z.literal("false")]).default("strict"),
  _source: z.strictObject({ excludes: z.array(z.string()) }).optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});

/** The body of `PUT /{index}`. Settings are kept and shown; the host has one shard and shows writes at once. */
export const indexBody = z.strictObject({
  settings: z.record(z.string(), z.unknown()).default({}),
  mappings: z.unknown().optional(),
});

/**
 * Reads an index's mappings. Unlike OpenSearch, an unmapped field is refused unless `dynamic` is false, and text has the
 * `whitespace` analyzer only. Throws `OpenSearchError` `mapper_parsing_exception` naming what it does not know.
 */
export const parseMapping = (mappings: unknown): Mapping => {
  const { dynamic, _source, properties } = parseOr400(
    mappingsSchema,
    mappings ?? {},
    "mappings",
    "mapper_parsing_exception",
  );
  const fields = new Map<string, Field>();
  const opaque = new Set<string>();
  const objects = new Set<string>();
  const read = (definitions: Readonly<Record<string, unknown>>, prefix: string): void => {
    for (const [name, definition] of Object.entries(definitions)) {
      const path = prefix + name;
      const nested = objectSchema.safeParse(definition);
      if (nested.success) {
        objects.add(path);
        read(nested.data.properties, `${path}.`);
        continue;
      }
      const field = parseOr400(fieldSchema, definition, `mappings.${path}`, "mapper_parsing_exception");
      if (field.type === "object") {
        opaque.add(path);
      } else {
        const column = `${field.type === "text" ? "t" : "c"}${fields.size}`;
        fields.set(path, { path, kind: field.type, column });
      }
    }
  };
  read(properties, "");
  return { fields, opaque, objects, strict: dynamic === "strict", sourceExcludes: _source?.excludes ?? [] };
};

/** Throws `OpenSearchError` 400 naming a field the mapping lacks. */
export const requireField = (mapping: Mapping, path: string): Field => {
  const field = mapping.fields.get(path);
  if (field === undefined) {
    throw new OpenSearchError(400, "query_shard_exception", `No mapping found for [${path}]`);
  }
  return field;
};
