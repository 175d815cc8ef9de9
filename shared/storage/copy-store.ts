import { GetCommand, PutCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { EventIds } from "../runtime/event-ids.ts";
import type { Item } from "../domain/item.ts";
import { moment, standing, type Page } from "../domain/page.ts";
import { eventWrite } from "./history.ts";
import { itemCopyWrite } from "./item-writes.ts";
import { pageStore } from "./page-store.ts";
import { pageCountWrites, pageWrites } from "./page-writes.ts";
import { provenFileKey } from "./record-keys.ts";
import { commit } from "./transaction.ts";

export type CopyStoreOptions = {
  readonly records: string;
  readonly history: string;
  readonly region: string;
  readonly newEvent: EventIds;
};

const provenFile = z.object({ provenAt: moment });

/** What a region knows of the copies that lie in it, and of the files it has read back. Only its own functions write it. */
export const copyStore = (
  documents: DynamoDBDocumentClient,
  { records, history, region, newEvent }: CopyStoreOptions,
) => ({
  /** When the file was last read here and found equal, if that was at `since` or later. */
  async provenSince(archiveId: string, sha256: string, since: string): Promise<string | undefined> {
    const Key = provenFileKey(archiveId, sha256);
    const { Item } = await documents.send(new GetCommand({ TableName: records, Key, ConsistentRead: true }));
    if (Item === undefined) return undefined;
    const { provenAt } = provenFile.parse(Item);
    return provenAt >= since ? provenAt : undefined;
  },

  async noteProven(archiveId: string, sha256: string, provenAt: string): Promise<void> {
    const Item = { ...provenFileKey(archiveId, sha256), provenAt };
    await documents.send(new PutCommand({ TableName: records, Item }));
  },

  /** Takes over what home says of a page, unless this region already knows as much. @throws StateMoved */
  async record(item: Item, page: Page): Promise<void> {
    const before = await pageStore(documents, records).get(page);
    if (before !== undefined && before.revision >= page.revision) return;
    const after: Page = { ...page, writes: (before?.writes ?? 0) + 1 };
    const { archiveId, archivalCode, version, revision, homeRegion } = page;
    const said = newEvent();
    await commit(documents, [
      ...pageWrites(records, region, { before, after }, said.time),
      ...pageCountWrites(records, archiveId, [{ before, after }], `${archivalCode}/${page.page}`),
      itemCopyWrite(records, item, standing(after) - standing(before)),
      eventWrite(history, {
        type: "copy-recorded",
        ...said,
        archiveId,
        actor: "service:replication",
        archivalCode,
        page: page.page,
        version,
        revision,
        homeRegion,
      }),
    ]);
  },
});
export type CopyStore = ReturnType<typeof copyStore>;
