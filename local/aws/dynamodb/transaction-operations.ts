import { createHash } from "node:crypto";
import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import type { Caller } from "../../network/service.ts";
import { itemInput } from "./attribute-value-input.ts";
import { invalid, type Item } from "./attribute-value.ts";
import { assertDistinct, capacities } from "./batch-operations.ts";
import { readUnits, type Usage } from "./capacity.ts";
import { numberColumn, textColumn } from "./database.ts";
import { Placeholders, withoutProjection } from "./expression/placeholders.ts";
import { parseProjection, project } from "./expression/projection.ts";
import {
  assertCondition,
  changed,
  checkAction,
  deleteAction,
  performOn,
  putAction,
  updateAction,
  type ItemAction,
} from "./item-action.ts";
import { KeyError, keyOfRequest } from "./key-schema.ts";
import { permittedTable, type RegionTables } from "./region-tables.ts";
import {
  capacityShape,
  collectionMetricsShape,
  conditionalShape,
  memberCount,
  namesShape,
  tableNameShape,
} from "./request-shapes.ts";
import type { Table } from "./table-definition.ts";

/** TransactWriteItems and TransactGetItems. */

const mostActions = 100;
const largestTransactionBytes = 4 * 1024 * 1024;
const count = memberCount("transactItems", mostActions);

const target = { TableName: tableNameShape, Key: itemInput };

const writeShape = z.strictObject({
  Put: z.strictObject({ TableName: tableNameShape, Item: itemInput, ...conditionalShape }).optional(),
  Update: z.strictObject({ ...target, UpdateExpression: z.string(), ...conditionalShape }).optional(),
  Delete: z.strictObject({ ...target, ...conditionalShape }).optional(),
  ConditionCheck: z.strictObject({ ...target, ...conditionalShape, ConditionExpression: z.string() }).optional(),
});

const transactWriteInput = z.strictObject({
  TransactItems: z.array(writeShape).min(1, count.tooFew).max(mostActions, count.tooMany),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ...capacityShape,
  ...collectionMetricsShape,
});

const transactGetInput = z.strictObject({
  TransactItems: z
    .array(
      z.strictObject({
        Get: z.strictObject({ ...target, ProjectionExpression: z.string().optional(), ...namesShape }),
      }),
    )
    .min(1, count.tooFew)
    .max(mostActions, count.tooMany),
  ...capacityShape,
});

export const createTokensTable = `
  CREATE TABLE IF NOT EXISTS request_tokens (token TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS request_tokens_by_age ON request_tokens (at);
`;

/** How long a token stands for the request it first came with: API_TransactWriteItems.html, ClientRequestToken. */
const tokenMilliseconds = 10 * 60 * 1000;

export const transactionOperations = (context: RegionTables): Readonly<Record<string, Operation>> => ({
  TransactWriteItems: operation(transactWriteInput, (input, caller) => {
    const { ClientRequestToken: token, ...request } = input;
    const permitted = permittedTables(context, caller);
    const actions = allActions(request.TransactItems.map((write) => () => writeAction(permitted, write)));
    assertDistinct(actions, "Transaction request cannot include multiple operations on one item");
    const now = context.now();
    const usages = context.database.transaction(() => {
      if (token !== undefined && alreadyDone(context, `${caller.accessKeyId} ${token}`, request.TransactItems, now)) {
        return actions.map(replayUsage);
      }
      const found = actions.map(({ table, key }) => context.store.read(table, key));
      cancelUnlessNone(actions.map((action, at) => refusal(action, found[at]?.item)));
      const outcomes = actions.map((action, at) => performOn(context.store, action, found[at], now));
      assertSize(outcomes.map(({ size }) => size));
      return outcomes.map(({ usage }) => doubled(usage));
    });
    context.written(actions.map(({ table }) => table));
    return { ConsumedCapacity: capacities(usages, input.ReturnConsumedCapacity) };
  }),

  TransactGetItems: operation(transactGetInput, (input, caller) => {
    const permitted = permittedTables(context, caller);
    const gets = input.TransactItems.map(({ Get }) => {
      const table = permitted("GetItem", Get.TableName);
      const text = Get.ProjectionExpression;
      const placeholders = new Placeholders(Get.ExpressionAttributeNames, undefined, withoutProjection(text));
      const paths = text === undefined ? undefined : parseProjection(text, placeholders);
      placeholders.assertAllUsed();
      return { table, key: keyOfRequest(Get.Key, table.schema), paths };
    });
    assertDistinct(gets, "Transaction request cannot include multiple operations on one item");
    const found = gets.map(({ table, key }) => context.store.read(table, key));
    const usages = gets.map(({ table }, i): Usage => ({
      tableName: table.definition.tableName,
      table: readUnits(found[i]?.size ?? 0, "transaction"),
      indexes: new Map(),
    }));
    return {
      Responses: gets.map(({ paths }, i) => {
        const item = found[i]?.item;
        return item === undefined ? {} : { Item: paths === undefined ? item : project(item, paths) };
      }),
      ConsumedCapacity: capacities(usages, input.ReturnConsumedCapacity),
    };
  }),
});

type Permitted = (action: string, tableName: string) => Table;

/** `permittedTable` for the parts of one request, most of which ask the same. */
const permittedTables = (context: RegionTables, caller: Caller): Permitted => {
  const known = new Map<string, Table>();
  return (action, tableName) => {
    const question = `${action} ${tableName}`;
    const table = known.get(question) ?? permittedTable(context, caller, action, tableName);
    known.set(question, table);
    return table;
  };
};

/** Each part needs the permission of the single operation it is like. */
const writeAction = (permitted: Permitted, write: z.infer<typeof writeShape>): ItemAction => {
  const { Put, Update, Delete, ConditionCheck } = write;
  const given = [Put, Update, Delete, ConditionCheck].filter((part) => part !== undefined);
  if (given.length !== 1) {
    throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  if (Put !== undefined) {
    return putAction(permitted("PutItem", Put.TableName), Put.Item, Put);
  }
  if (Update !== undefined) {
    return updateAction(permitted("UpdateItem", Update.TableName), Update.Key, Update);
  }
  if (Delete !== undefined) {
    return deleteAction(permitted("DeleteItem", Delete.TableName), Delete.Key, Delete);
  }
  if (ConditionCheck !== undefined) {
    const table = permitted("ConditionCheckItem", ConditionCheck.TableName);
    return checkAction(table, ConditionCheck.Key, ConditionCheck);
  }
  throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
};

/** The actions of a transaction; keys that do not fit cancel it. */
const allActions = (parts: readonly (() => ItemAction)[]): readonly ItemAction[] => {
  const actions: ItemAction[] = [];
  const reasons = parts.map((part): Reason | undefined => {
    try {
      actions.push(part());
      return undefined;
    } catch (error) {
      if (!(error instanceof KeyError)) {
        throw error;
      }
      return { Code: "ValidationError", Message: error.message };
    }
  });
  cancelUnlessNone(reasons);
  return actions;
};

type Reason = { readonly Code: string; readonly Message: string };

/** Throws TransactionCanceledException with one reason for each action, unless all of them can be done. */
const cancelUnlessNone = (reasons: readonly (Reason | undefined)[]): void => {
  if (reasons.every((reason) => reason === undefined)) {
    return;
  }
  const codes = reasons.map((reason) => reason?.Code ?? "None");
  throw new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
    { extra: { CancellationReasons: reasons.map((reason) => reason ?? { Code: "None" }) } },
  );
};

const refusal = (action: ItemAction, before: Item | undefined): Reason | undefined => {
  try {
    assertCondition(action, before);
    changed(action, before);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    const Code = error.code === "ConditionalCheckFailedException" ? "ConditionalCheckFailed" : "ValidationError";
    return { Code, Message: error.message, ...error.extra };
  }
};

const assertSize = (itemBytes: readonly number[]): void => {
  const bytes = itemBytes.reduce((sum, size) => sum + size, 0);
  if (bytes > largestTransactionBytes) {
    throw invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`);
  }
};

/** A repeated request with the same token is answered again, not done again. */
const alreadyDone = (context: RegionTables, token: string, items: unknown, now: number): boolean => {
  const fingerprint = createHash("sha256").update(JSON.stringify(items)).digest("hex");
  const { database } = context;
  database.run("DELETE FROM request_tokens WHERE at <= ?", now - tokenMilliseconds);
  const row = database.get("SELECT fingerprint, at FROM request_tokens WHERE token = ?", token);
  if (row === undefined) {
    database.run("INSERT INTO request_tokens (token, fingerprint, at) VALUES (?, ?, ?)", token, fingerprint, now);
    return false;
  }
  if (textColumn(row, "fingerprint") !== fingerprint || numberColumn(row, "at") > now + tokenMilliseconds) {
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  }
  return true;
};

const doubled = ({ tableName, table, indexes }: Usage): Usage => ({
  tableName,
  table: table * 2,
  indexes: new Map([...indexes].map(([name, units]) => [name, units * 2])),
});

/** A replay reads what it once wrote. */
const replayUsage = ({ table }: ItemAction): Usage => ({
  tableName: table.definition.tableName,
  table: readUnits(0, "transaction"),
  indexes: new Map(),
});
