import type { DescribedUnit, Description } from "./description.ts";
import type { DescriptionFault } from "./description-fault.ts";
import type { KeptPerson } from "./named-person.ts";

/** A row that reads, on its way into the records. */
export type ReadRow = {
  readonly row: number;
  readonly description: Description;
  readonly people: readonly KeptPerson[];
};

/** The import a row belongs to. */
export type RowOrigin = { readonly batchId: string; readonly importId: string; readonly receivedAt: string };

export type Placement =
  /** `after` is to be put in place of `before`. */
  | { readonly is: "added" | "changed" | "unchanged"; readonly after: DescribedUnit }
  /** This very row was placed before, or an equal one of the same file. */
  | { readonly is: "added" | "changed" | "unchanged"; readonly after?: undefined }
  | { readonly is: "superseded"; readonly after?: undefined }
  | { readonly is: "refused"; readonly fault: DescriptionFault; readonly after?: undefined };

/** The same text for equal values, whatever the order of their fields. */
const canonical = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = Object.entries(value).filter(([, held]) => held !== undefined);
  return `{${fields
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, held]) => `${JSON.stringify(name)}:${canonical(held)}`)
    .join(",")}}`;
};
const namesOf = (people: readonly KeptPerson[] = []): string =>
  people
    .map(({ field, hash }) => `${field} ${hash}`)
    .sort()
    .join("\n");

/** Numbers that differ may be masked alike; a seal is another each time. */
const says = (unit: DescribedUnit, { description, people }: Omit<ReadRow, "row">): boolean =>
  canonical(unit.description) === canonical(description) && namesOf(unit.people) === namesOf(people);

const unitSaying = ({ description, people }: Omit<ReadRow, "row">): Pick<DescribedUnit, "description" | "people"> => ({
  description,
  people: [...people],
});

/**
 * What becomes of a row, by what is known of its unit. The newest catalogue holds, whichever is dealt with last; of two rows
 * of one catalogue the first, and a second that says otherwise is refused. What a row came to is noted with the unit, so
 * that a row that is placed twice comes to the same.
 */
export const placeRow = (
  before: DescribedUnit | undefined,
  { row, ...said }: ReadRow,
  { batchId, importId, receivedAt }: RowOrigin,
): Placement => {
  if (before === undefined) {
    const seen = { importId, row, is: "added" as const };
    return {
      is: "added",
      after: { ...unitSaying(said), batchId, importId, row, describedAt: receivedAt, revision: 1, seen, writes: 1 },
    };
  }
  const { seen } = before;
  if (seen.importId > importId) return { is: "superseded" };
  if (seen.importId === importId) {
    if (seen.row === row) return { is: seen.is };
    if (says(before, said)) return { is: "unchanged" };
    return { is: "refused", fault: { code: "code-twice", column: "档号", facts: { other: seen.row } } };
  }
  const writes = before.writes + 1;
  if (says(before, said))
    return { is: "unchanged", after: { ...before, batchId, seen: { importId, row, is: "unchanged" }, writes } };
  return {
    is: "changed",
    after: {
      ...{ ...unitSaying(said), batchId, importId, row, describedAt: receivedAt, writes },
      revision: before.revision + 1,
      seen: { importId, row, is: "changed" },
    },
  };
};
