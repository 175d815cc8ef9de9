import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { owedIndex } from "../contract/names.ts";

/** What is owed in one partition of the index `owed`, and how much of it is asked for. */
export type OwedQuestion = {
  readonly owedBy: string;
  /** Only what is owed since an earlier moment (ISO 8601). */
  readonly before: string;
  readonly limit: number;
};

/** Records in which something is noted as owed, as they were kept, the longest owed first. */
export const owedRecords = async (
  documents: DynamoDBDocumentClient,
  table: string,
  { owedBy, before, limit }: OwedQuestion,
): Promise<unknown[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: table,
      IndexName: owedIndex.name,
      KeyConditionExpression: "#by = :by AND #since < :before",
      ExpressionAttributeNames: { "#by": owedIndex.partition, "#since": owedIndex.sort },
      ExpressionAttributeValues: { ":by": owedBy, ":before": before },
      Limit: limit,
    }),
  );
  return Items.map((found): unknown => found["record"]);
};
