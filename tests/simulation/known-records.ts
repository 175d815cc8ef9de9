import { owedIndex, unsafeIndex } from "../../shared/contract/names.ts";
import { itemDescription } from "../../shared/domain/item.ts";
import { page, type Page } from "../../shared/domain/page.ts";
import { countPrefix, fileUsePrefix, pagePrefix, refusedPrefix } from "../../shared/storage/record-keys.ts";
import type { StoredRecord } from "./observed-region.ts";

/** A page with what the sparse indexes say of it. */
export type KnownPage = { readonly page: Page; readonly owed: boolean; readonly unsafe: boolean };

export type KnownItem = { readonly pk: string; readonly home: string; readonly pages: number };
export type KnownMark = {
  readonly batch: string;
  readonly objectKey: string;
  readonly versionId: string;
  readonly outcome: string;
};
export type KnownRefusal = { readonly batch: string; readonly objectKey: string; readonly code: string };

/** What a region's table says, by kind of record. */
export type KnownRecords = {
  readonly pages: readonly KnownPage[];
  readonly items: readonly KnownItem[];
  readonly earlier: readonly Page[];
  readonly marks: readonly KnownMark[];
  readonly refusals: readonly KnownRefusal[];
  /** Counts by `<archive>#BATCH#<batch>`, added up over the shards. */
  readonly counts: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** Pages that the region's index has yet to follow. */
  readonly owedIndexing: readonly string[];
  /** Records of kinds that nobody here knows. */
  readonly others: readonly StoredRecord[];
};

const added = (records: readonly StoredRecord[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const record of records)
    for (const [name, by] of Object.entries(record)) if (typeof by === "number") sum[name] = (sum[name] ?? 0) + by;
  return Object.fromEntries(Object.entries(sum).filter(([, by]) => by !== 0));
};

export const sortRecords = (records: readonly StoredRecord[]): KnownRecords => {
  const kind = ({ sk }: StoredRecord): string => sk.replace(/#.*/, "#");
  const by = Map.groupBy(records, kind);
  const of = (name: string): StoredRecord[] => by.get(name) ?? [];
  const known = new Set([
    "ITEM",
    pagePrefix,
    "VERSION#",
    "RECEIVED#",
    refusedPrefix,
    countPrefix,
    "INDEX#",
    "PROVEN",
    fileUsePrefix,
    "PASS",
    "WALK",
  ]);
  return {
    pages: of(pagePrefix).map((stored) => ({
      page: page.parse(stored["record"]),
      owed: stored[owedIndex.partition] !== undefined,
      unsafe: stored[unsafeIndex.partition] !== undefined,
    })),
    items: of("ITEM").map(({ pk, record, pages }) => ({
      pk,
      home: itemDescription.parse(record).homeRegion,
      pages: Number(pages),
    })),
    earlier: of("VERSION#").map(({ record }) => page.parse(record)),
    marks: of("RECEIVED#").map(({ pk, objectKey, versionId, outcome }) => ({
      batch: pk,
      objectKey: String(objectKey),
      versionId: String(versionId),
      outcome: String(outcome),
    })),
    refusals: of(refusedPrefix).map(({ pk, objectKey, refusal }) => ({
      batch: pk,
      objectKey: String(objectKey),
      code: (refusal as { code: string }).code,
    })),
    counts: new Map([...Map.groupBy(of(countPrefix), ({ pk }) => pk)].map(([pk, shards]) => [pk, added(shards)])),
    owedIndexing: of("INDEX#").map(({ pk, sk }) => `${pk} ${sk}`),
    others: records.filter((record) => !known.has(kind(record))),
  };
};
