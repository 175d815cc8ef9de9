import { createHash } from "node:crypto";
import type { CheckStage } from "../contract/checks.ts";
import type { FormingUnit } from "../contract/retention.ts";
import type { Level } from "../domain/reference-code.ts";

/**
 * Keys of the records table. The archive comes first in every partition that is one's, so that a role can be bound to it by
 * leading keys.
 */
export type RecordKey = { readonly pk: string; readonly sk: string };

const itemPartition = (archiveId: string, archivalCode: string): string => `${archiveId}#ITEM#${archivalCode}`;
const batchPartition = (archiveId: string, batchId: string): string => `${archiveId}#BATCH#${batchId}`;
const padded = (number: number): string => String(number).padStart(5, "0");
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

export const pagePrefix = "PAGE#";
export const countPrefix = "COUNT#";
export const refusedPrefix = "REFUSED#";

export const itemKey = (archiveId: string, archivalCode: string): RecordKey => ({
  pk: itemPartition(archiveId, archivalCode),
  sk: "ITEM",
});
export const pageKey = (archiveId: string, archivalCode: string, page: number): RecordKey => ({
  pk: itemPartition(archiveId, archivalCode),
  sk: `${pagePrefix}${padded(page)}`,
});
/** Beside a page: that the full-text index has yet to follow it. */
export const owedIndexingKey = (archiveId: string, archivalCode: string, page: number): RecordKey => ({
  pk: itemPartition(archiveId, archivalCode),
  sk: `INDEX#${padded(page)}`,
});
/** What is declared of an item's 密级, whether its pages have come or not. */
export const declaredClassificationKey = (archiveId: string, archivalCode: string): RecordKey => ({
  pk: itemPartition(archiveId, archivalCode),
  sk: "CLASSIFIED",
});
/** Partition of the index `volumes`: the items of a volume. */
export const volumeItems = (archiveId: string, volume: string): string => `${archiveId}#${volume}`;
/** What remains of an item that was destroyed. */
export const tombstoneKey = (archiveId: string, archivalCode: string): RecordKey => ({
  pk: itemPartition(archiveId, archivalCode),
  sk: "TOMBSTONE",
});
export const pageVersionPrefix = (page: number): string => `VERSION#${padded(page)}#`;
/** Earlier bytes of a page: kept, never overwritten. */
export const pageVersionKey = (archiveId: string, archivalCode: string, page: number, version: number): RecordKey => ({
  pk: itemPartition(archiveId, archivalCode),
  sk: `${pageVersionPrefix(page)}${padded(version)}`,
});

export const earlierHistoryPrefix = "EARLIER#";
/** What an earlier keeper told of an item. */
export const earlierHistoryKey = (archiveId: string, archivalCode: string, sha256: string): RecordKey => ({
  pk: itemPartition(archiveId, archivalCode),
  sk: `${earlierHistoryPrefix}${sha256}`,
});

/** Counts are spread over this many records, so that many pages can finish at once. */
const countShards = 8;
export const countKey = (archiveId: string, batchId: string, spread: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${countPrefix}${parseInt(digest(spread).slice(0, 8), 16) % countShards}`,
});
/** The terms of a batch and where it stands. */
export const accessionKey = (archiveId: string, batchId: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: "BATCH",
});
export const receiptPrefix = "RECEIPT#";
/** The receipt for a decision on a batch, from when it is owed. */
export const receiptKey = (archiveId: string, batchId: string, decision: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${receiptPrefix}${decision}`,
});
/** That a batch is owed its four-property tests. */
export const owedTestsKey = (archiveId: string, batchId: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: "TESTS",
});
/** A walk through a batch for tests: at which stage, and in which state (count of writes) of what owes them. */
export type TestWalk = {
  readonly archiveId: string;
  readonly batchId: string;
  readonly stage: CheckStage;
  readonly of: number;
};
/** What a walk has gathered. */
export const gatheredPrefix = ({ stage, of }: TestWalk): string => `GATHERED#${stage}#${padded(of)}#`;
export const gatheredKey = (walk: TestWalk, part: number): RecordKey => ({
  pk: batchPartition(walk.archiveId, walk.batchId),
  sk: `${gatheredPrefix(walk)}${padded(part)}`,
});
const preservationPrefix = "BATCH#";
/** When what is kept of a batch is tested next, among those of its archive. */
export const preservationKey = (archiveId: string, batchId: string): RecordKey => ({
  pk: `${archiveId}#PRESERVATION`,
  sk: `${preservationPrefix}${batchId}`,
});
export const heldPagePrefix = "HOLDS#";
/** That a page came with a batch; the page may since have come with another. */
export const heldPageKey = (archiveId: string, batchId: string, archivalCode: string, page: number): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${heldPagePrefix}${archivalCode}#${padded(page)}`,
});
const schedulesPartition = (archiveId: string): string => `${archiveId}#SCHEDULES`;
const unitName = ({ by, code }: FormingUnit): string => `${by}:${code}`;
/** That a forming unit has schedules; its writes put their changes in order. */
export const scheduledUnitPrefix = "UNIT#";
export const scheduledUnitKey = (archiveId: string, unit: FormingUnit): RecordKey => ({
  pk: schedulesPartition(archiveId),
  sk: scheduledUnitPrefix + unitName(unit),
});
export const schedulePrefix = "VERSION#";
export const schedulePrefixOf = (unit: FormingUnit): string => `${schedulePrefix}${unitName(unit)}#`;
/** One version of a unit's retention schedule. */
export const scheduleKey = (archiveId: string, unit: FormingUnit, version: number): RecordKey => ({
  pk: schedulesPartition(archiveId),
  sk: schedulePrefixOf(unit) + padded(version),
});
export const scheduleRecords = schedulesPartition;
/** A list of items that are to go. */
export const destructionListKey = (archiveId: string, listId: string): RecordKey => ({
  pk: `${archiveId}#DESTRUCTION#${listId}`,
  sk: "LIST",
});
export const destructionEntryPrefix = "ITEM#";
/** One item of such a list. */
export const destructionEntryKey = (archiveId: string, listId: string, archivalCode: string): RecordKey => ({
  pk: destructionListKey(archiveId, listId).pk,
  sk: destructionEntryPrefix + archivalCode,
});
/** What an archive holds against destruction, or held. */
export const freezeRecords = (archiveId: string): { readonly pk: string } => ({ pk: `${archiveId}#FROZEN` });
export const freezePrefix = "ITEM#";
export const freezeKey = (archiveId: string, archivalCode: string): RecordKey => ({
  ...freezeRecords(archiveId),
  sk: freezePrefix + archivalCode,
});
/** Every record among which a batch's counts are spread. */
export const countKeys = (archiveId: string, batchId: string): RecordKey[] =>
  Array.from({ length: countShards }, (_, shard) => ({
    pk: batchPartition(archiveId, batchId),
    sk: `${countPrefix}${shard}`,
  }));
/** One received version of an object: marks that its arrival has been dealt with. */
export const receivedKey = (archiveId: string, batchId: string, key: string, versionId: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `RECEIVED#${digest(`${key}\n${versionId}`)}`,
});
/** The standing refusal of an object key. */
export const refusedKey = (archiveId: string, batchId: string, key: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${refusedPrefix}${digest(key)}`,
});
export const batchRecords = batchPartition;
/** Which batches of an archive are held, or were. */
export const quarantineRecords = (archiveId: string): { readonly pk: string } => ({ pk: `${archiveId}#QUARANTINE` });
export const quarantineKey = (archiveId: string, batchId: string): RecordKey => ({
  ...quarantineRecords(archiveId),
  sk: `HELD#${batchId}`,
});

/** What is said of a unit; an item's beside the item. */
export const descriptionKey = ({
  archiveId,
  level,
  archivalCode,
}: {
  readonly archiveId: string;
  readonly level: Level;
  readonly archivalCode: string;
}): RecordKey => ({
  pk: level === "item" ? itemPartition(archiveId, archivalCode) : `${archiveId}#UNIT#${level}#${archivalCode}`,
  sk: "DESCRIPTION",
});
export const describedPrefix = "DESCRIBES#";
/** That a batch's catalogue lists a unit. */
export const describedKey = (archiveId: string, batchId: string, level: Level, archivalCode: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${describedPrefix}${level}#${archivalCode}`,
});
/** Where an archive's people are, by the keyed hash of a name or number. */
export const personPartition = (archiveId: string, hash: string): string => `${archiveId}#PERSON#${hash}`;
export const personPrefix = "NAMED#";
/** That a unit names a person. */
export const personKey = (
  {
    archiveId,
    level,
    archivalCode,
  }: { readonly archiveId: string; readonly level: Level; readonly archivalCode: string },
  hash: string,
): RecordKey => ({ pk: personPartition(archiveId, hash), sk: `${personPrefix}${level}#${archivalCode}` });
/** The key under which an archive keeps its people, wrapped by KMS. */
export const peopleKeyRecord = (archiveId: string): RecordKey => ({ pk: `${archiveId}#PEOPLE`, sk: "KEY" });
export const importPrefix = "IMPORT#";
/** The import of one catalogue. */
export const importKey = (archiveId: string, batchId: string, importId: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${importPrefix}${importId}`,
});
export const faultPrefix = "FAULT#";
/** What was wrong with one row of a catalogue. */
export const faultKey = (archiveId: string, batchId: string, importId: string, row: number): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${faultPrefix}${importId}#${String(row).padStart(8, "0")}`,
});
/** The export of an item, a volume or a batch. */
export const exportKey = (archiveId: string, exportId: string): RecordKey => ({
  pk: `${archiveId}#EXPORT#${exportId}`,
  sk: "EXPORT",
});
export const bagPrefix = "BAG#";
/** A bag that came with a batch. */
export const bagKey = (archiveId: string, batchId: string, bagId: string): RecordKey => ({
  pk: batchPartition(archiveId, batchId),
  sk: `${bagPrefix}${bagId}`,
});
/** A region's note that a file's bytes were read back here. */
export const provenFileKey = (archiveId: string, sha256: string): RecordKey => ({
  pk: `${archiveId}#FILE#${sha256}`,
  sk: "PROVEN",
});
/** How often a file was begun to be erased at home, and whether that is under way. */
export const fileErasureKey = (archiveId: string, sha256: string): RecordKey => ({
  pk: provenFileKey(archiveId, sha256).pk,
  sk: "ERASURE",
});
export const fileUsePrefix = "USE#";
/** A note that a page, at one of its versions, has these bytes or this text in this region. */
export const fileUseKey = (
  archiveId: string,
  sha256: string,
  archivalCode: string,
  page: number,
  version: number,
): RecordKey => ({
  pk: provenFileKey(archiveId, sha256).pk,
  sk: `${fileUsePrefix}${archivalCode}#${padded(page)}#${padded(version)}`,
});
/** How far this region's recheck of its holdings has come. */
export const recheckPassKey: RecordKey = { pk: "CELL#RECHECK", sk: "PASS" };
/** How far the walk through this region's intake bucket has come. */
export const intakeWalkKey: RecordKey = { pk: "INTAKE", sk: "WALK" };
