import { columnValue, type ColumnValue } from "./field-value.ts";
import { encodeText, valueSeparator } from "./gram-encoding.ts";
import type { Field, Mapping } from "./mapping.ts";
import { OpenSearchError } from "./opensearch-error.ts";

export type Source = Readonly<Record<string, unknown>>;

/** What an index holds of a document besides its source. */
export type IndexedFields = {
  /** Encoded grams by column. */
  readonly text: ReadonlyMap<string, string>;
  /** Values by field; a list keeps all, without repetition, smallest first. */
  readonly values: ReadonlyMap<Field, readonly ColumnValue[]>;
};

/** Throws `OpenSearchError` naming a field that is not mapped or whose value does not fit. */
export const indexedFields = (mapping: Mapping, source: Source): IndexedFields => {
  const text = new Map<string, string>();
  const values = new Map<Field, ColumnValue[]>();
  const read = (object: object, prefix: string): void => {
    for (const [name, value] of Object.entries<unknown>({ ...object })) {
      const path = prefix + name;
      const field = mapping.fields.get(path);
      const present = (Array.isArray(value) ? value : [value]).filter(
        (one: unknown) => one !== null && one !== undefined,
      );
      if (mapping.opaque.has(path) || present.length === 0) {
        continue;
      }
      if (field === undefined) {
        readObject(path, present);
      } else if (field.kind === "text") {
        text.set(field.column, present.map((one) => encodeText(String(columnValue(field, one)))).join(valueSeparator));
      } else {
        values.set(field, distinct([...(values.get(field) ?? []), ...present.map((one) => columnValue(field, one))]));
      }
    }
  };
  const readObject = (path: string, present: readonly unknown[]): void => {
    for (const one of present) {
      if (mapping.objects.has(path) && typeof one === "object" && one !== null) {
        read(one, `${path}.`);
      } else if (mapping.strict) {
        throw new OpenSearchError(
          400,
          "strict_dynamic_mapping_exception",
          `mapping set to strict, dynamic introduction of [${path}] is not allowed`,
        );
      }
    }
  };
  read(source, "");
  return { text, values };
};

const distinct = (values: readonly ColumnValue[]): ColumnValue[] =>
  [...new Set(values)].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
