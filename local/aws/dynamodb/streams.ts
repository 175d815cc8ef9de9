import { itemSize, type Item } from "./attribute-value.ts";
import { numberColumn, textColumn, type Database, type Row } from "./database.ts";
import { onlyKey } from "./key-schema.ts";
import { streamArn, type StreamViewType, type Table } from "./table-definition.ts";

/** A record as Lambda receives it. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly eventVersion: "1.1";
  readonly eventSource: "aws:dynamodb";
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  readonly userIdentity?: UserIdentity;
};

/** Who deleted an item that nobody asked to delete: the service, when its time to live had passed. */
export type UserIdentity = { readonly type: "Service"; readonly principalId: "dynamodb.amazonaws.com" };

export type StreamPosition = { readonly after: string };

/** Records are kept for 24 hours: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const retentionMilliseconds = 24 * 60 * 60 * 1000;

/** Sequence numbers have at least 21 digits; with this offset they also order as text. */
const firstSequenceNumber = 10n ** 20n;

export const createStreamTables = `
  CREATE TABLE IF NOT EXISTS stream_records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, table_id INTEGER NOT NULL, written_at INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS stream_records_by_table ON stream_records (table_id, sequence);
  CREATE INDEX IF NOT EXISTS stream_records_by_age ON stream_records (written_at);
`;

/** The change records of all tables of a region, each written in the transaction of the change it tells of. */
export class StreamLog {
  readonly #database: Database;
  readonly #region: string;

  constructor(database: Database, region: string) {
    this.#database = database;
    this.#region = region;
  }

  /** Writes the record of a change, when the table has a stream; `at` is in milliseconds since the epoch. */
  append(
    table: Table,
    change: { before: Item | undefined; after: Item | undefined; at: number; identity?: UserIdentity },
  ): void {
    const view = table.definition.streamViewType;
    const present = change.after ?? change.before;
    if (view === undefined || present === undefined) {
      return;
    }
    const { before, after } = change;
    const images = {
      ...(after !== undefined && (view === "NEW_IMAGE" || view === "NEW_AND_OLD_IMAGES") ? { NewImage: after } : {}),
      ...(before !== undefined && (view === "OLD_IMAGE" || view === "NEW_AND_OLD_IMAGES") ? { OldImage: before } : {}),
    };
    const keys = onlyKey(present, table.schema);
    const eventName = before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY";
    const stored: StoredRecord = {
      eventName,
      dynamodb: {
        Keys: keys,
        ...images,
        SizeBytes: [keys, ...Object.values(images)].reduce((sum, image) => sum + itemSize(image), 0),
        StreamViewType: view,
      },
      ...(change.identity === undefined ? {} : { userIdentity: change.identity }),
    };
    this.#database.run(
      "INSERT INTO stream_records (table_id, written_at, record) VALUES (?, ?, ?)",
      table.id,
      change.at,
      JSON.stringify(stored),
    );
  }

  /** Records after a position, oldest first, and the position behind the last of them. Trimmed ones are skipped. */
  read(table: Table, after: string, limit: number, now: number): { records: readonly StreamRecord[]; last: string } {
    const position = this.resolve(table, after, now);
    const rows = this.#database.all(
      "SELECT sequence, written_at, record FROM stream_records WHERE table_id = ? AND sequence > ? AND written_at > ? ORDER BY sequence LIMIT ?",
      table.id,
      rowOf(position),
      now - retentionMilliseconds,
      limit,
    );
    const records = rows.map((row) => this.#record(table, row));
    return { records, last: records.at(-1)?.dynamodb.SequenceNumber ?? position };
  }

  /** The sequence number after which reading from TRIM_HORIZON, LATEST or a sequence number begins. */
  resolve(table: Table, after: string, now: number): string {
    switch (after) {
      case "TRIM_HORIZON":
        return sequenceNumber((this.#edge(table, "ASC", now) ?? 1) - 1);
      case "LATEST":
        return sequenceNumber(this.#edge(table, "DESC", now) ?? this.#lastEver());
      default:
        return sequenceNumber(rowOf(after));
    }
  }

  /** Oldest sequence number still kept, or undefined when nothing is. */
  oldest(table: Table, now: number): string | undefined {
    const edge = this.#edge(table, "ASC", now);
    return edge === undefined ? undefined : sequenceNumber(edge);
  }

  /** Forgets records older than 24 hours, and those of tables that are gone. */
  trim(now: number): void {
    this.#database.run("DELETE FROM stream_records WHERE written_at <= ?", now - retentionMilliseconds);
  }

  #edge(table: Table, direction: "ASC" | "DESC", now: number): number | undefined {
    const row = this.#database.get(
      `SELECT sequence FROM stream_records WHERE table_id = ? AND written_at > ? ORDER BY sequence ${direction} LIMIT 1`,
      table.id,
      now - retentionMilliseconds,
    );
    return row && numberColumn(row, "sequence");
  }

  #lastEver(): number {
    const row = this.#database.get("SELECT seq FROM sqlite_sequence WHERE name = 'stream_records'");
    return row === undefined ? 0 : numberColumn(row, "seq");
  }

  #record(table: Table, row: Row): StreamRecord {
    const stored: unknown = JSON.parse(textColumn(row, "record"));
    if (!isStoredRecord(stored)) {
      throw new TypeError("A stream record in the file is not one.");
    }
    const sequence = numberColumn(row, "sequence");
    return {
      eventID: sequence.toString(16).padStart(32, "0"),
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: this.#region,
      eventSourceARN: streamArn(table) ?? table.definition.arn,
      ...stored,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(numberColumn(row, "written_at") / 1000),
        SequenceNumber: sequenceNumber(sequence),
        ...stored.dynamodb,
      },
    };
  }
}

type StoredRecord = Pick<StreamRecord, "eventName" | "userIdentity"> & {
  readonly dynamodb: Omit<StreamRecord["dynamodb"], "ApproximateCreationDateTime" | "SequenceNumber">;
};

/** Only `append` writes rows, so their outline is proof enough. */
const isStoredRecord = (value: unknown): value is StoredRecord =>
  typeof value === "object" && value !== null && "eventName" in value && "dynamodb" in value;

const sequenceNumber = (row: number): string => (firstSequenceNumber + BigInt(row)).toString();

const rowOf = (sequence: string): number => {
  if (!/^\d{21,40}$/.test(sequence)) {
    throw new RangeError(`${sequence} is not a sequence number of a stream.`);
  }
  return Number(BigInt(sequence) - firstSequenceNumber);
};
