import { AwsError } from "../../network/aws-json.ts";
import { deepestNesting } from "./attribute-value-input.ts";
import { invalid, itemSize, nesting, type Item } from "./attribute-value.ts";
import { writeUnits, type Usage } from "./capacity.ts";
import { applyUpdate } from "./expression/apply-update.ts";
import { parseCondition, type Condition } from "./expression/condition.ts";
import { holds } from "./expression/holds.ts";
import type { Path } from "./expression/path.ts";
import { Placeholders } from "./expression/placeholders.ts";
import { parseUpdate } from "./expression/update.ts";
import {
  KeyError,
  assertIndexable,
  assertUpdateIndexable,
  keyAttributes,
  keyOfItem,
  keyOfRequest,
  onlyKey,
  type KeyBytes,
} from "./key-schema.ts";
import type { Table } from "./table-definition.ts";
import type { SizedItem, TableStore } from "./table-store.ts";

/** One put, update, delete or check of one item: what single writes, batches and transactions are made of. */
export type ItemAction = {
  readonly table: Table;
  readonly key: KeyBytes;
  readonly condition: Condition | undefined;
  readonly returnOldOnFailure: boolean;
  /** The item after the action; undefined is none. Throws ValidationException when the action does not fit the item. */
  readonly change: (before: Item | undefined) => Item | undefined;
  /** Paths an update names, for ReturnValues UPDATED_OLD and UPDATED_NEW. */
  readonly updatedPaths: readonly Path[];
  /** A check only looks; a write costs capacity even when nothing changes. */
  readonly writes: boolean;
};

export type Conditional = {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
};

const largestItemBytes = 400 * 1024;

export const putAction = (table: Table, item: Item, conditional: Conditional): ItemAction => {
  const key = keyOfItem(item, table.schema);
  if (itemSize(item) > largestItemBytes) {
    throw invalid("Item size has exceeded the maximum allowed size");
  }
  return { ...guarded(table, key, conditional), change: () => item };
};

export const deleteAction = (table: Table, key: Item, conditional: Conditional): ItemAction => ({
  ...guarded(table, keyOfRequest(key, table.schema), conditional),
  change: () => undefined,
});

export const checkAction = (table: Table, key: Item, conditional: Conditional): ItemAction => ({
  ...guarded(table, keyOfRequest(key, table.schema), conditional),
  change: (before) => before,
  writes: false,
});

export const updateAction = (
  table: Table,
  key: Item,
  { UpdateExpression: text, ...conditional }: Conditional & { readonly UpdateExpression?: string | undefined },
): ItemAction => {
  const keyBytes = keyOfRequest(key, table.schema);
  const placeholders = placeholdersOf(
    conditional,
    text === undefined ? "UpdateExpression and ConditionExpression are null" : undefined,
  );
  const updates = text === undefined ? [] : parseUpdate(text, placeholders);
  const condition = conditionOf(conditional, placeholders);
  placeholders.assertAllUsed();
  for (const { path } of updates) {
    if (keyAttributes(table.schema).some(({ name }) => name === path[0])) {
      throw new KeyError(
        `One or more parameter values were invalid: Cannot update attribute ${path[0]}. This attribute is part of the key`,
      );
    }
  }
  return {
    ...unguarded(table, keyBytes, conditional),
    condition,
    updatedPaths: updates.map(({ path }) => path),
    change: (before) => {
      const after = applyUpdate(updates, before ?? onlyKey(key, table.schema));
      if (itemSize(after) > largestItemBytes) {
        throw invalid("Item size to update has exceeded the maximum allowed size");
      }
      if (Object.values(after).some((value) => nesting(value) > deepestNesting)) {
        throw invalid("Nesting Levels have exceeded supported limits");
      }
      for (const { schema } of table.indexes) {
        assertUpdateIndexable(after, schema);
      }
      return after;
    },
  };
};

type Unchanged = Omit<ItemAction, "change">;

const guarded = (table: Table, key: KeyBytes, conditional: Conditional): Unchanged => {
  const placeholders = placeholdersOf(conditional, "ConditionExpression is null");
  const condition = conditionOf(conditional, placeholders);
  placeholders.assertAllUsed();
  return { ...unguarded(table, key, conditional), condition };
};

const unguarded = (table: Table, key: KeyBytes, conditional: Conditional): Unchanged => ({
  table,
  key,
  condition: undefined,
  returnOldOnFailure: conditional.ReturnValuesOnConditionCheckFailure === "ALL_OLD",
  updatedPaths: [],
  writes: true,
});

const placeholdersOf = (conditional: Conditional, missing?: string): Placeholders =>
  new Placeholders(
    conditional.ExpressionAttributeNames,
    conditional.ExpressionAttributeValues,
    conditional.ConditionExpression === undefined ? missing : undefined,
  );

const conditionOf = (conditional: Conditional, placeholders: Placeholders): Condition | undefined =>
  conditional.ConditionExpression === undefined
    ? undefined
    : parseCondition("ConditionExpression", conditional.ConditionExpression, placeholders);

/** Throws ConditionalCheckFailedException unless the item, or its absence, satisfies the action's condition. */
export const assertCondition = (action: ItemAction, before: Item | undefined): void => {
  if (action.condition === undefined || holds(action.condition, before ?? {})) {
    return;
  }
  const extra = action.returnOldOnFailure && before !== undefined ? { Item: before } : {};
  throw new AwsError("ConditionalCheckFailedException", "The conditional request failed", { extra });
};

/** The item after an action. Throws ValidationException when the action does not fit the item, or the item an index. */
export const changed = (action: ItemAction, before: Item | undefined): Item | undefined => {
  const after = action.change(before);
  if (after !== undefined && action.writes) {
    for (const { schema, name } of action.table.indexes) {
      assertIndexable(after, schema, name);
    }
  }
  return after;
};

/** `size` is that of `after`, in bytes. */
export type Outcome = {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly size: number;
  readonly usage: Usage;
};

/** Does the action, in the caller's transaction. `at` is in milliseconds since the epoch. */
export const perform = (store: TableStore, action: ItemAction, at: number): Outcome => {
  const found = store.read(action.table, action.key);
  assertCondition(action, found?.item);
  return performOn(store, action, found, at);
};

/** Does an action whose condition holds for the item that was found, in the transaction in which it was read. */
export const performOn = (store: TableStore, action: ItemAction, found: SizedItem | undefined, at: number): Outcome => {
  const { table, key } = action;
  const before = found?.item;
  const after = changed(action, before);
  const size = after === undefined ? 0 : itemSize(after);
  const written =
    !action.writes || (before === undefined && after === undefined)
      ? new Map<string, readonly number[]>()
      : store.apply({ table, key, before, after, size, at });
  const largest = Math.max(found?.size ?? 0, size);
  const indexes = new Map(
    [...written].map(([name, sizes]) => [name, sizes.map(writeUnits).reduce((sum, units) => sum + units, 0)]),
  );
  return { before, after, size, usage: { tableName: table.definition.tableName, table: writeUnits(largest), indexes } };
};
