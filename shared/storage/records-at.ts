import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/**
 * Up to 100 records (DynamoDB's limit for BatchGetItem) by their keys, each of which may be given once; those that do not
 * exist are left out, in no order. Asks again for what DynamoDB left unread.
 */
export const recordsAt = async (
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly Readonly<Record<string, string>>[],
  { consistent = false } = {},
): Promise<Record<string, unknown>[]> => {
  const found: Record<string, unknown>[] = [];
  let wanted: Record<string, unknown>[] = [...keys];
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: consistent } } }),
    );
    found.push(...(Responses?.[table] ?? []));
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
};
