import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { parseArchivalCode } from "../domain/archival-code.ts";
import { mayComeIn } from "../domain/classification.ts";
import { moment, page } from "../domain/page.ts";
import { volumeOf } from "../domain/reference-code.ts";
import { declaredClassificationKey } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";
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

/** What is declared under each of some codes; undefined: nothing was, ever. */
export type Declarations = ReadonlyMap<string, ClassificationDeclared | undefined>;

/** What is declared under a code before and after a row. */
export type DeclarationMove = {
  readonly before: ClassificationDeclared | undefined;
  readonly after: ClassificationDeclared;
};

const asItWas = (before: ClassificationDeclared | undefined) =>
  before === undefined
    ? { ConditionExpression: "attribute_not_exists(pk)" }
    : {
        ConditionExpression: "#record.#at = :at AND #record.#declared = :declared",
        ExpressionAttributeNames: { "#record": "record", "#at": "at", "#declared": "declared" },
        ExpressionAttributeValues: { ":at": before.at, ":declared": before.declared },
      };

/** Notes what is declared, as part of a transaction. */
export const declarationWrite = (table: string, { before, after }: DeclarationMove): Write => ({
  Put: {
    TableName: table,
    Item: { ...declaredClassificationKey(after.archiveId, after.archivalCode), record: declaration.parse(after) },
    ...asItWas(before),
  },
});

/** Parts of a transaction that may go through only if nothing else is declared under these codes than was read. */
export const nothingElseDeclared = (table: string, archiveId: string, seen: Declarations): Write[] =>
  [...seen].map(([archivalCode, before]) => ({
    ConditionCheck: { TableName: table, Key: declaredClassificationKey(archiveId, archivalCode), ...asItWas(before) },
  }));

/** What of that which is declared keeps an item out; undefined when nothing does. */
export const barring = (seen: Declarations): ClassificationDeclared | undefined =>
  [...seen.values()].find((found) => found !== undefined && !mayComeIn(found.declared));

export const allMayComeIn = (seen: Declarations): boolean => barring(seen) === undefined;

/** What catalogues declare of items and volumes, whether their scans have come or not. */
export const declaredClassifications = (documents: DynamoDBDocumentClient, table: string) => {
  const among = async (archiveId: string, codes: readonly string[]): Promise<Declarations> => {
    const wanted = new Set(codes);
    const keys = [...wanted].map((code) => declaredClassificationKey(archiveId, code));
    const records = await recordsAt(documents, table, keys, { consistent: true });
    const found = records.map(({ record }) => declaration.parse(record));
    const byCode = new Map(found.map((one) => [one.archivalCode, one]));
    return new Map([...wanted].map((code) => [code, byCode.get(code)]));
  };
  return {
    among,

    /** Of an item, and of the volume its code names. */
    of(archiveId: string, archivalCode: string): Promise<Declarations> {
      const parsed = parseArchivalCode(archivalCode);
      const volume = parsed.ok ? volumeOf(parsed.code) : undefined;
      return among(archiveId, [archivalCode, ...(volume === undefined ? [] : [volume])]);
    },
  };
};
export type DeclaredClassifications = ReturnType<typeof declaredClassifications>;
