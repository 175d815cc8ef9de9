import { GetCommand, ScanCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { recheckPass, type RecheckPass } from "../domain/recheck-pass.ts";
import { page, type Page } from "../domain/page.ts";
import { pagePrefix, recheckPassKey } from "./record-keys.ts";
import { putUnlessMoved } from "./transaction.ts";

const place = z.object({ pk: z.string(), sk: z.string() });

/** Pages of every archive kept in this region, in the table's own order, and where the list goes on. */
export type Walked = { readonly found: Page[]; readonly next: RecheckPass["after"] };

/** How far a region's recheck has come, and the pages that come next. Only that region's own functions write it. */
export const recheckStore = (documents: DynamoDBDocumentClient, table: string) => ({
  async pass(): Promise<RecheckPass | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: recheckPassKey, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : recheckPass.parse(Item["record"]);
  },

  /** @throws StateMoved when another run was first. */
  async move(before: RecheckPass | undefined, after: RecheckPass): Promise<void> {
    const condition =
      before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#record.#writes = :writes",
            ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
            ExpressionAttributeValues: { ":writes": before.writes },
          };
    await putUnlessMoved(documents, { TableName: table, Item: { ...recheckPassKey, record: after }, ...condition });
  },

  /** Looks at up to `atOnce` records behind a place; only pages among them are found. */
  async pagesAfter(after: RecheckPass["after"], atOnce: number): Promise<Walked> {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new ScanCommand({
        TableName: table,
        Limit: atOnce,
        FilterExpression: "begins_with(sk, :page)",
        ExpressionAttributeValues: { ":page": pagePrefix },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    return {
      found: Items.map((found) => page.parse(found["record"])),
      next: LastEvaluatedKey === undefined ? undefined : place.parse(LastEvaluatedKey),
    };
  },
});
export type RecheckStore = ReturnType<typeof recheckStore>;
