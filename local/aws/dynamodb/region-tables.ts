import { AwsError } from "../../network/aws-json.ts";
import type { Authorize, Caller, Now } from "../../network/service.ts";
import type { Database } from "./database.ts";
import type { StreamLog } from "./streams.ts";
import type { Table } from "./table-definition.ts";
import { permitKeyUse } from "./table-key.ts";
import type { TableStore } from "./table-store.ts";
import type { Tables } from "./tables.ts";

/** What every operation of one region works with. */
export type RegionTables = {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly now: Now;
  readonly authorize: Authorize;
  readonly database: Database;
  readonly tables: Tables;
  readonly store: TableStore;
  readonly streams: StreamLog;
  /** To be called after a transaction that may have written to the streams of these tables. */
  readonly written: (tables: readonly Table[]) => void;
};

export const tableArn = ({ partition, region, accountId }: RegionTables, tableName: string): string =>
  `arn:${partition}:dynamodb:${region}:${accountId}:table/${tableName}`;

/**
 * The table a request names by name or ARN, if the caller may do `action` on it, or on the given part of it
 * (`index/NAME`). Throws AccessDeniedException before it says whether the table exists.
 */
export const permittedTable = (
  context: RegionTables,
  caller: Caller,
  action: string,
  nameOrArn: string,
  part?: string,
): Table => {
  const arn = nameOrArn.startsWith("arn:") ? nameOrArn : tableArn(context, nameOrArn);
  permit(context, caller, action, part === undefined ? arn : `${arn}/${part}`);
  const table = context.tables.get(nameOrArn === arn ? tableNameOf(context, arn) : nameOrArn);
  permitKeyUse(context, caller, action, table.definition);
  return table;
};

export const permit = (context: RegionTables, caller: Caller, action: string, resourceArn: string): void => {
  const decision = context.authorize(caller, `dynamodb:${action}`, resourceArn);
  if (!decision.allowed) {
    throw new AwsError("AccessDeniedException", decision.reason);
  }
};

const tableNameOf = (context: RegionTables, arn: string): string => {
  const prefix = tableArn(context, "");
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : "";
};
