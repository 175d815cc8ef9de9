import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { catalogueImport, type CatalogueImport } from "../domain/catalogue-import.ts";
import { describedUnit, type DescribedUnit } from "../domain/description.ts";
import { descriptionFault } from "../domain/description-fault.ts";
import type { Level } from "../domain/reference-code.ts";
import type { Listed } from "./batch-store.ts";
import { owedRecords } from "./owed-records.ts";
import { batchRecords, describedPrefix, descriptionKey, faultPrefix, importKey, importPrefix } from "./record-keys.ts";
import { recordsAt } from "./records-at.ts";

/** What was wrong with one row of an import. */
const rowFaults = z.object({ row: z.int().min(2), faults: z.array(descriptionFault) });
export type RowFaults = z.infer<typeof rowFaults>;

export type UnitAddress = { readonly archiveId: string; readonly level: Level; readonly archivalCode: string };

const listedUnit = z.object({ sk: z.string(), archivalCode: z.string() });
const lastRead = z.object({ sk: z.string() });

/** Partition of the `owed` index: an archive's catalogues that have not been read to their end. */
export const owedImports = (archiveId: string): string => `catalogue#${archiveId}`;

/** Catalogues and what they said, in this region. */
export const catalogueStore = (documents: DynamoDBDocumentClient, table: string) => {
  const listIn = async (
    pk: string,
    prefix: string,
    { after, limit, newestFirst = false }: { after: string | undefined; limit: number; newestFirst?: boolean },
  ): Promise<Listed<Record<string, unknown>>> => {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: { ":pk": pk, ":sk": prefix },
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: prefix + after } }),
      }),
    );
    const next = LastEvaluatedKey === undefined ? undefined : lastRead.parse(LastEvaluatedKey).sk.slice(prefix.length);
    return { found: Items, next };
  };

  /** Descriptions by their addresses, each of which may be given once, in no order; absent ones are left out. */
  const descriptions = async (addresses: readonly UnitAddress[]): Promise<DescribedUnit[]> => {
    const keys = addresses.map((unit) => descriptionKey(unit));
    const records = await recordsAt(documents, table, keys, { consistent: true });
    return records.map((record) => describedUnit.parse(record["record"]));
  };

  return {
    descriptions,

    async import(archiveId: string, batchId: string, id: string): Promise<CatalogueImport | undefined> {
      const Key = importKey(archiveId, batchId, id);
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : catalogueImport.parse(Item["record"]);
    },

    /** Imports of a batch, the newest first. */
    async imports(archiveId: string, batchId: string, limit: number): Promise<CatalogueImport[]> {
      const pk = batchRecords(archiveId, batchId);
      const { found } = await listIn(pk, importPrefix, { after: undefined, limit, newestFirst: true });
      return found.map((record) => catalogueImport.parse(record["record"]));
    },

    /** Imports of an archive that have waited since before `before`, the oldest first. */
    async owed(archiveId: string, before: string, limit: number): Promise<CatalogueImport[]> {
      const owed = await owedRecords(documents, table, { owedBy: owedImports(archiveId), before, limit });
      return owed.map((record) => catalogueImport.parse(record));
    },

    /** Rows of an import that were refused, in order. `after` is the place where the last list ended. */
    async faults(
      { archiveId, batchId, importId }: Pick<CatalogueImport, "archiveId" | "batchId" | "importId">,
      after: string | undefined,
      limit: number,
    ): Promise<Listed<RowFaults>> {
      const prefix = `${faultPrefix}${importId}#`;
      const { found, next } = await listIn(batchRecords(archiveId, batchId), prefix, { after, limit });
      return { found: found.map((record) => rowFaults.parse(record)), next };
    },

    async description(unit: UnitAddress): Promise<DescribedUnit | undefined> {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: descriptionKey(unit), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : describedUnit.parse(Item["record"]);
    },

    /** Items that a batch's catalogues list, in order of their codes. `after` is the place where the last list ended. */
    describedItems(
      archiveId: string,
      batchId: string,
      after: string | undefined,
      limit: number,
    ): Promise<Listed<DescribedUnit>> {
      return this.describedUnits({ archiveId, batchId, level: "item" }, after, limit);
    },

    /** Units of one level that a batch's catalogues list, in order of their codes. */
    async describedUnits(
      { archiveId, batchId, level }: { readonly archiveId: string; readonly batchId: string; readonly level: Level },
      after: string | undefined,
      limit: number,
    ): Promise<Listed<DescribedUnit>> {
      const prefix = `${describedPrefix}${level}#`;
      const { found, next } = await listIn(batchRecords(archiveId, batchId), prefix, { after, limit });
      const codes = found.map((record) => listedUnit.parse(record).archivalCode);
      const units = await descriptions(codes.map((archivalCode) => ({ archiveId, level, archivalCode })));
      const byCode = new Map(units.map((unit) => [unit.description.archivalCode, unit]));
      return { found: codes.flatMap((code) => byCode.get(code) ?? []), next };
    },
  };
};
export type CatalogueStore = ReturnType<typeof catalogueStore>;
