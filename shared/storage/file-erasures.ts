import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { fileErasureKey } from "./record-keys.ts";
import type { Write } from "./transaction.ts";

const fileErasure = z.object({ erasures: z.int().min(1), erasing: z.boolean() });

/** How often bytes or a text were begun to be erased at home, and whether that is under way. */
export type FileErasure = { readonly erasures: number; readonly erasing: boolean };

/**
 * Fences the bytes and texts that several pages share against each other: who erases them notes it before looking for other
 * users, and who comes to use them does so on condition that nobody has begun since it looked whether they lie there.
 */
export const fileErasures = (documents: DynamoDBDocumentClient, table: string) => {
  const move = async (archiveId: string, sha256: string, UpdateExpression: string, erasing: boolean): Promise<void> => {
    await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: fileErasureKey(archiveId, sha256),
        UpdateExpression,
        ExpressionAttributeNames: { "#erasing": "erasing", ...(erasing ? { "#erasures": "erasures" } : {}) },
        ExpressionAttributeValues: { ":erasing": erasing, ...(erasing ? { ":one": 1 } : {}) },
      }),
    );
  };
  return {
    async of(archiveId: string, sha256: string): Promise<FileErasure> {
      const Key = fileErasureKey(archiveId, sha256);
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item === undefined ? { erasures: 0, erasing: false } : fileErasure.parse(Item);
    },

    /** From now on nobody comes to use them until `end`. */
    begin: (archiveId: string, sha256: string): Promise<void> =>
      move(archiveId, sha256, "SET #erasing = :erasing ADD #erasures :one", true),

    /** Whoever looked before they were erased has to look again. */
    end: (archiveId: string, sha256: string): Promise<void> =>
      move(archiveId, sha256, "SET #erasing = :erasing", false),
  };
};
export type FileErasures = ReturnType<typeof fileErasures>;

/** Part of a transaction that may go through only if nobody has begun to erase these bytes since they were looked at. */
export const notErasedSince = (table: string, archiveId: string, sha256: string, seen: FileErasure): Write => ({
  ConditionCheck: {
    TableName: table,
    Key: fileErasureKey(archiveId, sha256),
    ...(seen.erasures === 0
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#erasures = :erasures AND #erasing = :no",
          ExpressionAttributeNames: { "#erasures": "erasures", "#erasing": "erasing" },
          ExpressionAttributeValues: { ":erasures": seen.erasures, ":no": false },
        }),
  },
});
