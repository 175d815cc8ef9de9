import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { volumesIndex } from "../contract/names.ts";
import { itemKey, volumeItems } from "./record-keys.ts";

const listed = z.object({ pk: z.string() });

/** Items by the volume (案卷) that their codes name, in order of the codes. */
export const itemsOfVolumes = (documents: DynamoDBDocumentClient, table: string) => ({
  async *codes(archiveId: string, volume: string): AsyncGenerator<string> {
    const prefix = itemKey(archiveId, "").pk.length;
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: volumesIndex.name,
          KeyConditionExpression: "#in = :in",
          ExpressionAttributeNames: { "#in": volumesIndex.partition },
          ExpressionAttributeValues: { ":in": volumeItems(archiveId, volume) },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      for (const found of Items) yield listed.parse(found).pk.slice(prefix);
      start = LastEvaluatedKey;
    } while (start !== undefined);
  },
});
export type ItemsOfVolumes = ReturnType<typeof itemsOfVolumes>;
