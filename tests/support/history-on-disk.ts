import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import type { DomainEvent } from "../../events/domain-event.ts";
import { historyRecord } from "../../shared/storage/history.ts";

const table = z.object({ id: z.int() });
const row = z.object({ item: z.string() });

/**
 * The history of a region of a running stack, in order of time. Read from its disk, past every role.
 */
export const historyOnDisk = (home: string, region: string): DomainEvent[] => {
  const database = new DatabaseSync(path.join(home, region, "dynamodb", "dynamodb.sqlite"), { readOnly: true });
  try {
    const { id } = table.parse(database.prepare(`SELECT id FROM tables WHERE name LIKE '%History%'`).get());
    const items = database.prepare(`SELECT item FROM items_${id}`).all();
    return items
      .map((found) =>
        historyRecord.parse(unmarshall(JSON.parse(row.parse(found).item) as Parameters<typeof unmarshall>[0])),
      )
      .sort((one, other) => (one.eventId < other.eventId ? -1 : 1));
  } finally {
    database.close();
  }
};
