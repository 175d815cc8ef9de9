import * as z from "zod";
import { operation, type Operation } from "../../network/aws-json.ts";
import { itemInput } from "./attribute-value-input.ts";
import type { Item } from "./attribute-value.ts";
import { consumedCapacity, readUnits } from "./capacity.ts";
import { Placeholders } from "./expression/placeholders.ts";
import { parseProjection, project } from "./expression/projection.ts";
import { deleteAction, perform, putAction, updateAction, type ItemAction, type Outcome } from "./item-action.ts";
import { keyOfRequest } from "./key-schema.ts";
import { permittedTable, type RegionTables } from "./region-tables.ts";
import {
  capacityShape,
  collectionMetricsShape,
  conditionalShape,
  namesShape,
  tableNameShape,
} from "./request-shapes.ts";

/** GetItem, PutItem, UpdateItem and DeleteItem. */

const getItemInput = z.strictObject({
  TableName: tableNameShape,
  Key: itemInput,
  ConsistentRead: z.boolean().optional(),
  ProjectionExpression: z.string().optional(),
  ...namesShape,
  ...capacityShape,
});

const putItemInput = z.strictObject({
  TableName: tableNameShape,
  Item: itemInput,
  ReturnValues: z.enum(["NONE", "ALL_OLD"], "Return values set to invalid value").optional(),
  ...conditionalShape,
  ...capacityShape,
  ...collectionMetricsShape,
});

const deleteItemInput = z.strictObject({
  TableName: tableNameShape,
  Key: itemInput,
  ReturnValues: z.enum(["NONE", "ALL_OLD"], "Return values set to invalid value").optional(),
  ...conditionalShape,
  ...capacityShape,
  ...collectionMetricsShape,
});

const updateItemInput = z.strictObject({
  TableName: tableNameShape,
  Key: itemInput,
  UpdateExpression: z.string().optional(),
  ReturnValues: z.enum(["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"]).optional(),
  ...conditionalShape,
  ...capacityShape,
  ...collectionMetricsShape,
});

export const itemOperations = (context: RegionTables): Readonly<Record<string, Operation>> => {
  const write = (action: ItemAction): Outcome => {
    const outcome = context.database.transaction(() => perform(context.store, action, context.now()));
    context.written([action.table]);
    return outcome;
  };
  return {
    GetItem: operation(getItemInput, (input, caller) => {
      const table = permittedTable(context, caller, "GetItem", input.TableName);
      const placeholders = new Placeholders(
        input.ExpressionAttributeNames,
        undefined,
        input.ProjectionExpression !== undefined,
      );
      const paths =
        input.ProjectionExpression === undefined
          ? undefined
          : parseProjection(input.ProjectionExpression, placeholders);
      placeholders.assertAllUsed();
      const found = context.store.read(table, keyOfRequest(input.Key, table.schema));
      const units = readUnits(found?.size ?? 0, input.ConsistentRead === true ? "consistent" : "eventual");
      const usage = { tableName: table.definition.tableName, table: units, indexes: new Map<string, number>() };
      return {
        Item: found && (paths === undefined ? found.item : project(found.item, paths)),
        ConsumedCapacity: consumedCapacity(usage, input.ReturnConsumedCapacity),
      };
    }),

    PutItem: operation(putItemInput, ({ TableName, Item: item, ...rest }, caller) => {
      const table = permittedTable(context, caller, "PutItem", TableName);
      const { before, usage } = write(putAction(table, item, rest));
      return {
        Attributes: rest.ReturnValues === "ALL_OLD" ? before : undefined,
        ConsumedCapacity: consumedCapacity(usage, rest.ReturnConsumedCapacity),
      };
    }),

    DeleteItem: operation(deleteItemInput, ({ TableName, Key, ...rest }, caller) => {
      const table = permittedTable(context, caller, "DeleteItem", TableName);
      const { before, usage } = write(deleteAction(table, Key, rest));
      return {
        Attributes: rest.ReturnValues === "ALL_OLD" ? before : undefined,
        ConsumedCapacity: consumedCapacity(usage, rest.ReturnConsumedCapacity),
      };
    }),

    UpdateItem: operation(updateItemInput, ({ TableName, Key, ...rest }, caller) => {
      const table = permittedTable(context, caller, "UpdateItem", TableName);
      const action = updateAction(table, Key, rest);
      const outcome = write(action);
      return {
        Attributes: returned(rest.ReturnValues ?? "NONE", action, outcome),
        ConsumedCapacity: consumedCapacity(outcome.usage, rest.ReturnConsumedCapacity),
      };
    }),
  };
};

const returned = (
  wanted: "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW",
  { updatedPaths }: ItemAction,
  { before, after }: Outcome,
): Item | undefined => {
  switch (wanted) {
    case "NONE":
      return undefined;
    case "ALL_OLD":
      return before;
    case "ALL_NEW":
      return after;
    case "UPDATED_OLD":
      return before && someOf(project(before, updatedPaths));
    case "UPDATED_NEW":
      return after && someOf(project(after, updatedPaths));
  }
};

const someOf = (item: Item): Item | undefined => (Object.keys(item).length === 0 ? undefined : item);
