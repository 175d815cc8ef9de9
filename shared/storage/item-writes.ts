import { dueIndex, volumesIndex } from "../contract/names.ts";
import { earliestDueOn } from "../domain/retention.ts";
import { retentionFacts } from "../domain/retention-facts.ts";
import { itemDescription, type Item, type ItemDescription } from "../domain/item.ts";
import { parseArchivalCode } from "../domain/archival-code.ts";
import { volumeOf } from "../domain/reference-code.ts";
import { itemKey, volumeItems } from "./record-keys.ts";
import type { Write } from "./transaction.ts";

/** The volume its code names, as the index of volumes has it. */
const inVolume = (archiveId: string, archivalCode: string): string | undefined => {
  const read = parseArchivalCode(archivalCode);
  const volume = read.ok ? volumeOf(read.code) : undefined;
  return volume === undefined ? undefined : volumeItems(archiveId, volume);
};

/**
 * Makes the item if it is new, and moves its page total. Description that is there already stays; `sighting` says what
 * the code alone tells, and so does the day on which it can be due. Commutes with itself, so that many pages of one item can arrive at once.
 * Fails the transaction when the item was destroyed: nothing comes under its 档号 any more.
 */
export const itemWrite = (table: string, sighting: ItemDescription, pagesBy: number): Write => {
  const due = earliestDueOn(retentionFacts(sighting));
  const sets = ["#record = if_not_exists(#record, :sighting)"];
  if (due !== undefined) sets.push("#in = if_not_exists(#in, :in)", "#on = if_not_exists(#on, :on)");
  const volume = inVolume(sighting.archiveId, sighting.archivalCode);
  if (volume !== undefined) sets.push("#volume = :volume");
  return {
    Update: {
      TableName: table,
      Key: itemKey(sighting.archiveId, sighting.archivalCode),
      UpdateExpression: `SET ${sets.join(", ")} ADD #pages :by, #changes :one`,
      ConditionExpression: "attribute_not_exists(#record.#destroyed)",
      ExpressionAttributeNames: {
        "#record": "record",
        "#pages": "pages",
        "#changes": "changes",
        "#destroyed": "destroyed",
        ...(due === undefined ? {} : { "#in": dueIndex.partition, "#on": dueIndex.sort }),
        ...(volume === undefined ? {} : { "#volume": volumesIndex.partition }),
      },
      ExpressionAttributeValues: {
        ":sighting": sighting,
        ":by": pagesBy,
        ":one": 1,
        ...(due === undefined ? {} : { ":in": sighting.archiveId, ":on": due }),
        ...(volume === undefined ? {} : { ":volume": volume }),
      },
    },
  };
};

/**
 * The item as its home region describes it, in a replica region's table. Its page total is of the pages this region knows:
 * home's own would come in any order.
 */
export const itemCopyWrite = (table: string, item: Item, pagesBy: number): Write => ({
  Update: {
    TableName: table,
    Key: itemKey(item.archiveId, item.archivalCode),
    UpdateExpression: "SET #record = :description ADD #pages :by",
    ExpressionAttributeNames: { "#record": "record", "#pages": "pages" },
    ExpressionAttributeValues: { ":description": itemDescription.strip().parse(item), ":by": pagesBy },
  },
});

/** Moves the page total of an item that is there. */
export const itemTotalWrite = (table: string, archiveId: string, archivalCode: string, pagesBy: number): Write => ({
  Update: {
    TableName: table,
    Key: itemKey(archiveId, archivalCode),
    UpdateExpression: "ADD #pages :by, #changes :one",
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeNames: { "#pages": "pages", "#changes": "changes" },
    ExpressionAttributeValues: { ":by": pagesBy, ":one": 1 },
  },
});
