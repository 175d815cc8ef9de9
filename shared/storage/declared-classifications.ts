import { GetCommand, PutCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { moment, page } from "../domain/page.ts";
import { declaredClassificationKey } from "./record-keys.ts";
import type { Write } from "./transaction.ts";

const declaration = z.strictObject({
  archiveId: page.shape.archiveId,
  archivalCode: page.shape.archivalCode,
  /** As it was written under 密级. */
  declared: z.string().max(200),
  by: z.string().min(1),
  at: moment,
});
export type ClassificationDeclared = z.infer<typeof declaration>;

const declarationPut = (table: string, declared: ClassificationDeclared) => ({
  TableName: table,
  Item: {
    ...declaredClassificationKey(declared.archiveId, declared.archivalCode),
    record: declaration.parse(declared),
  },
});

/** Notes what is declared, as part of a transaction. */
export const declarationWrite = (table: string, declared: ClassificationDeclared): Write => ({
  Put: declarationPut(table, declared),
});

/** What descriptions and hand-over lists declare of items, whether their scans have come or not. The last one counts. */
export const declaredClassifications = (documents: DynamoDBDocumentClient, table: string) => ({
  async note(declared: ClassificationDeclared): Promise<void> {
    await documents.send(new PutCommand(declarationPut(table, declared)));
  },

  /** As it was written; undefined when nothing was declared. */
  async of(archiveId: string, archivalCode: string): Promise<string | undefined> {
    const Key = declaredClassificationKey(archiveId, archivalCode);
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : declaration.parse(Item["record"]).declared;
  },
});
export type DeclaredClassifications = ReturnType<typeof declaredClassifications>;
