import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

type Key = Readonly<Record<string, string>>;

/** DynamoDB's limit for BatchGetItem. */
const recordsInCall = 100;
/** Calls that wait for their answers at the same time. */
const callsAtOnce = 10;

/**
 * Records by their keys, each of which may be given once; those that do not exist are left out, in no order. Asks again for
 * what DynamoDB left unread.
 */
export const recordsAt = async (
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  { consistent = false } = {},
): Promise<Record<string, unknown>[]> => {
  const one = async (some: readonly Key[]): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    let wanted: Record<string, unknown>[] = [...some];
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: consistent } } }),
      );
      found.push(...(Responses?.[table] ?? []));
      wanted = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return found;
  };
  const found: Record<string, unknown>[] = [];
  for (let from = 0; from < keys.length; from += recordsInCall * callsAtOnce) {
    const calls = Array.from({ length: callsAtOnce }, (_, at) => from + at * recordsInCall)
      .filter((start) => start < keys.length)
      .map((start) => one(keys.slice(start, start + recordsInCall)));
    found.push(...(await Promise.all(calls)).flat());
  }
  return found;
};
