import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { level } from "../domain/reference-code.ts";
import type { Listed } from "./batch-store.ts";
import type { UnitName } from "./people-key.ts";
import { personPartition, personPrefix } from "./record-keys.ts";

const entry = z.object({ sk: z.string(), level, archivalCode: z.string() });

/** In which units an archive's people are named, by the keyed hash of a name or number. */
export const peopleStore = (documents: DynamoDBDocumentClient, table: string) => ({
  /** In order of level and code. `after` is the place where the last list ended. */
  async unitsNaming(
    archiveId: string,
    hash: string,
    after: string | undefined,
    limit: number,
  ): Promise<Listed<UnitName>> {
    const pk = personPartition(archiveId, hash);
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": pk, ":sk": personPrefix },
        ConsistentRead: true,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: personPrefix + after } }),
      }),
    );
    const found = Items.map((item) => entry.parse(item));
    return {
      found: found.map((of) => ({ archiveId, level: of.level, archivalCode: of.archivalCode })),
      next: LastEvaluatedKey === undefined ? undefined : found.at(-1)?.sk.slice(personPrefix.length),
    };
  },
});
export type PeopleStore = ReturnType<typeof peopleStore>;
