import type { CheckProfile, ValueRule } from "../contract/check-profile.ts";
import { notChecked, type Finding } from "./check.ts";
import type { DescribedItem, Evidence } from "./evidence.ts";

type Value = { readonly item: DescribedItem; readonly field: string; readonly value: string; readonly rule: ValueRule };

/** Every value that a description gives under a field the profile knows. */
export function* describedValues(items: readonly DescribedItem[], { values }: CheckProfile): Generator<Value> {
  for (const item of items)
    for (const [field, rule] of Object.entries(values)) {
      const value = item.values[field];
      if (value !== undefined && value !== "") yield { item, field, value, rule };
    }
}

/** Looks at every such value; without a catalogue nothing can be told of its values. */
export function* eachValue(
  { items }: Evidence,
  profile: CheckProfile,
  look: (value: Value) => Finding | undefined,
): Generator<Finding> {
  if (items === undefined) {
    yield notChecked("no-catalogue");
    return;
  }
  for (const value of describedValues(items, profile)) {
    const finding = look(value);
    if (finding !== undefined) yield finding;
  }
}
