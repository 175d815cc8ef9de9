import * as z from "zod";
import { operation, type Operation } from "../../network/aws-json.ts";
import { itemInput } from "./attribute-value-input.ts";
import { invalid, type Item } from "./attribute-value.ts";
import { consumedCapacity, readUnits } from "./capacity.ts";
import { Placeholders, withoutProjection } from "./expression/placeholders.ts";
import { valueAt, type Path } from "./expression/path.ts";
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

/** What a write may be asked to give back. A bad value ends the request in DynamoDB's words. */
const returnValuesShape = <Name extends string>(names: readonly [Name, ...Name[]]) =>
  z
    .unknown()
    .transform((input): Name => {
      const name = names.find((candidate) => candidate === input);
      if (name === undefined) {
        throw invalid("Return values set to invalid value");
      }
      return name;
    })
    .optional();

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
  ReturnValues: returnValuesShape(["NONE", "ALL_OLD"]),
  ...conditionalShape,
  ...capacityShape,
  ...collectionMetricsShape,
});

const deleteItemInput = z.strictObject({
  TableName: tableNameShape,
  Key: itemInput,
  ReturnValues: returnValuesShape(["NONE", "ALL_OLD"]),
  ...conditionalShape,
  ...capacityShape,
  ...collectionMetricsShape,
});

const updateItemInput = z.strictObject({
  TableName: tableNameShape,
  Key: itemInput,
  UpdateExpression: z.string().optional(),
  ReturnValues: returnValuesShape(["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"]),
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
        withoutProjection(input.ProjectionExpression),
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
      return before && updatedPart(before, updatedPaths);
    case "UPDATED_NEW":
      return after && updatedPart(after, updatedPaths);
  }
};

/** The attributes in which an update names something that is there, whole. */
const updatedPart = (item: Item, paths: readonly Path[]): Item | undefined => {
  const names = new Set(paths.filter((path) => valueAt(item, path) !== undefined).map(([name]) => name));
  return names.size === 0 ? undefined : Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
};
