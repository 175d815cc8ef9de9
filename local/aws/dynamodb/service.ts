import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ownDisk, type Disk } from "../disk.ts";
import { awsJsonHandler, operationName } from "../../network/aws-json.ts";
import type { Authorize, Now, Service } from "../../network/service.ts";
import { batchOperations } from "./batch-operations.ts";
import { Database } from "./database.ts";
import { itemOperations } from "./item-operations.ts";
import { queryOperations } from "./query-operations.ts";
import type { RegionTables } from "./region-tables.ts";
import { streamOperations } from "./stream-operations.ts";
import { createStreamTables, StreamLog, type StreamRecord } from "./streams.ts";
import { streamArn, tableDefinitionShape, type Table, type TableDefinition } from "./table-definition.ts";
import { tableOperations } from "./table-operations.ts";
import { TableStore } from "./table-store.ts";
import { createCatalogueTable, Tables } from "./tables.ts";
import { sweepExpired } from "./time-to-live.ts";
import { createTokensTable, transactionOperations } from "./transaction-operations.ts";

/** Told after a write that its table's stream may have something new. */
export type StreamListener = (written: { readonly tableArn: string; readonly streamArn: string }) => void;

export type StreamPosition = "TRIM_HORIZON" | "LATEST" | (string & {});

export type DynamoDbService = Service & {
  /**
   * Makes a table be as the template says: created when new, else its indexes, stream and time to live brought in
   * line. Returns its stream's ARN. Throws when the definition is wrong or would change the key.
   */
  createTable(definition: TableDefinition): { readonly tableArn: string; readonly streamArn: string | undefined };
  /**
   * Records of a stream (named by its own ARN or its table's) after a position, oldest first, at most `limit`.
   * `last` is the position to go on from; keep it, also when nothing was read.
   */
  readStream(request: { readonly streamArn: string; readonly after: StreamPosition; readonly limit: number }): {
    readonly records: readonly StreamRecord[];
    readonly last: string;
  };
  /** Returns a function that ends the listening. */
  onStreamWritten(listener: StreamListener): () => void;
  /** Removes items whose time to live has passed; also done every minute. Returns how many. */
  sweepExpired(): number;
};

const housekeepingMilliseconds = 60_000;

/** DynamoDB and DynamoDB Streams of one region, in the file `dynamodb.sqlite` of `directory`. */
export const createDynamoDbService = (options: {
  readonly directory: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly now: Now;
  readonly authorize: Authorize;
  readonly disk?: Disk;
}): DynamoDbService => {
  mkdirSync(options.directory, { recursive: true });
  const database = new Database(join(options.directory, "dynamodb.sqlite"), options.disk ?? ownDisk);
  database.define(createCatalogueTable + createStreamTables + createTokensTable);
  const streams = new StreamLog(database, options.region);
  const store = new TableStore(database, streams);
  const tables = new Tables(database, store);
  const listeners = new Set<StreamListener>();
  const context: RegionTables = {
    ...options,
    database,
    tables,
    store,
    streams,
    written: (written) => {
      announce(listeners, written);
    },
  };
  const dynamoDb = awsJsonHandler({
    targetPrefix: "DynamoDB_20120810",
    version: "1.0",
    errorNamespace: "com.amazonaws.dynamodb.v20120810",
    checksum: true,
    operations: {
      ...itemOperations(context),
      ...batchOperations(context),
      ...queryOperations(context),
      ...transactionOperations(context),
      ...tableOperations(context),
    },
  });
  const dynamoDbStreams = awsJsonHandler({
    targetPrefix: streamsTarget,
    version: "1.0",
    errorNamespace: "com.amazonaws.dynamodb.streams.v20120810",
    checksum: true,
    operations: streamOperations(context),
  });
  const housekeeping = setInterval(() => {
    try {
      sweepExpired(context);
      streams.trim(context.now());
    } catch (error) {
      // A minute later it is tried again.
      console.error(`dynamodb ${options.region} housekeeping`, error);
    }
  }, housekeepingMilliseconds);
  housekeeping.unref();

  return {
    handle: (request, response, caller) =>
      operationName(request, streamsTarget) === undefined
        ? dynamoDb(request, response, caller)
        : dynamoDbStreams(request, response, caller),
    createTable: (definition) => {
      const table = tables.ensure(tableDefinitionShape.parse(definition), options.now());
      return { tableArn: table.definition.arn, streamArn: streamArn(table) };
    },
    readStream: ({ streamArn: arn, after, limit }) => {
      const table = tables.byArn(arn);
      if (table === undefined || streamArn(table) === undefined) {
        throw new Error(`There is no stream ${arn} in ${options.region}.`);
      }
      return streams.read(table, after, limit, options.now());
    },
    onStreamWritten: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    sweepExpired: () => sweepExpired(context),
    close: () => {
      clearInterval(housekeeping);
      listeners.clear();
      database.close();
      return Promise.resolve();
    },
  };
};

const streamsTarget = "DynamoDBStreams_20120810";

/** In a task of its own: what a listener does or throws is not the writer's concern. */
const announce = (listeners: ReadonlySet<StreamListener>, tables: readonly Table[]): void => {
  for (const table of new Set(tables)) {
    const arn = streamArn(table);
    if (arn === undefined) {
      continue;
    }
    for (const listener of listeners) {
      setImmediate(listener, { tableArn: table.definition.arn, streamArn: arn });
    }
  }
};
