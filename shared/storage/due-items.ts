import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { dueIndex } from "../contract/names.ts";
import { itemDescription, type ItemDescription } from "../domain/item.ts";
import { itemKey } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";

const listed = z.object({ pk: z.string(), sk: z.string(), dueOn: z.iso.date() });
const stored = z.object({ record: itemDescription });

/** Where the list goes on: behind an item, on the day on which it can be due. */
export type DuePlace = { readonly archivalCode: string; readonly dueOn: string };

/**
 * Items of an archive that can be due by `by`, the earliest first: the index knows the earliest day on which an item can be,
 * whoever asks decides whether it is. Costs one query and one batch read, however many items the archive has.
 */
export const dueItems = (documents: DynamoDBDocumentClient, table: string) => ({
  async upTo(
    archiveId: string,
    by: string,
    limit: number,
    after?: DuePlace,
  ): Promise<{ readonly found: ItemDescription[]; readonly next: DuePlace | undefined }> {
    const start =
      after === undefined
        ? undefined
        : {
            ...itemKey(archiveId, after.archivalCode),
            [dueIndex.partition]: archiveId,
            [dueIndex.sort]: after.dueOn,
          };
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: dueIndex.name,
        KeyConditionExpression: "#in = :in AND #on <= :by",
        ExpressionAttributeNames: { "#in": dueIndex.partition, "#on": dueIndex.sort },
        ExpressionAttributeValues: { ":in": archiveId, ":by": by },
        Limit: limit,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    const keys = Items.map((found) => listed.parse(found));
    const items =
      keys.length === 0
        ? []
        : await recordsAt(
            documents,
            table,
            keys.map(({ pk, sk }) => ({ pk, sk })),
          );
    const codes = new Map(items.map((found) => stored.parse(found).record).map((item) => [item.archivalCode, item]));
    const prefix = itemKey(archiveId, "").pk.length;
    const last = LastEvaluatedKey === undefined ? undefined : listed.parse(LastEvaluatedKey);
    return {
      found: keys.flatMap(({ pk }) => codes.get(pk.slice(prefix)) ?? []),
      next: last === undefined ? undefined : { archivalCode: last.pk.slice(prefix), dueOn: last.dueOn },
    };
  },
});
export type DueItems = ReturnType<typeof dueItems>;
