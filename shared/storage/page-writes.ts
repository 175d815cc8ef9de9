import { owedIndex, unsafeIndex } from "../contract/names.ts";
import { addCounts, countChange, type CountChange } from "../domain/counts.ts";
import { owesIndexing } from "../domain/indexed-text.ts";
import { isSafe, waitingFor, type Page } from "../domain/page.ts";
import { countWrites } from "./batch-writes.ts";
import { owedIndexingWrite } from "./owed-indexing.ts";
import { fileUseWrites } from "./file-uses.ts";
import { heldPageKey, pageKey, pageVersionKey } from "./record-keys.ts";
import type { Write } from "./transaction.ts";

/** A page before and after a change; `before` is undefined when the page is new. */
export type PageMove = { readonly before: Page | undefined; readonly after: Page };

/** A sparse index holds a page of this region only as long as it is owed work, or unsafe. */
const sparse = (page: Page, here: boolean): Record<string, string> => ({
  ...(here && waitingFor(page).length > 0
    ? { [owedIndex.partition]: page.archiveId, [owedIndex.sort]: page.acceptedAt }
    : {}),
  ...(here && page.state === "kept" && !isSafe(page)
    ? { [unsafeIndex.partition]: `${page.archiveId}#${page.batchId}` }
    : {}),
});

/**
 * Puts a page in its new state, on condition that it is still in the old one. Bytes that are replaced leave their record
 * behind. `region` is where this table stands: only the home region owes work for a page, but every region owes it to its
 * own index, since `at`, when what the page says has changed; and every region notes which bytes and texts it uses.
 */
export const pageWrites = (table: string, region: string, { before, after }: PageMove, at: string): Write[] => {
  const { archiveId, archivalCode, page } = after;
  const put: Write = {
    Put: {
      TableName: table,
      Item: { ...pageKey(archiveId, archivalCode, page), record: after, ...sparse(after, after.homeRegion === region) },
      ...(before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#record.#writes = :writes",
            ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
            ExpressionAttributeValues: { ":writes": before.writes },
          }),
    },
  };
  const more = [
    ...(owesIndexing(before, after) ? [owedIndexingWrite(table, after, at)] : []),
    ...fileUseWrites(table, before, after),
  ];
  if (before === undefined || before.version === after.version) return [put, ...more];
  const Key = pageVersionKey(archiveId, archivalCode, page, before.version);
  return [put, { Put: { TableName: table, Item: { ...Key, record: before } } }, ...more];
};

/** A change of one batch's counts. */
export type BatchChange = { readonly batchId: string; readonly change: CountChange };

const changesOf = ({ before, after }: PageMove): BatchChange[] =>
  before === undefined || before.batchId === after.batchId
    ? [{ batchId: after.batchId, change: countChange(before, after) }]
    : [
        { batchId: before.batchId, change: countChange(before, undefined) },
        { batchId: after.batchId, change: countChange(undefined, after) },
      ];

/**
 * How the counts of the batches concerned move with pages of one item, and with what `more` says. A transaction may touch a
 * record once, so all of it is counted together; `spread` chooses the record among those that share a batch's counts.
 */
export const pageCountWrites = (
  table: string,
  archiveId: string,
  moves: readonly PageMove[],
  spread: string,
  more: readonly BatchChange[] = [],
): Write[] => {
  const changes = Map.groupBy([...moves.flatMap(changesOf), ...more], ({ batchId }) => batchId);
  return [...changes].flatMap(([batchId, moved]) =>
    countWrites(table, archiveId, batchId, spread, addCounts(moved.map(({ change }) => change))),
  );
};

/** Lists a page among those that came with its batch, with the digest of the file it came in. */
export const heldPageWrite = (
  table: string,
  { archiveId, batchId, archivalCode, page, file: { sha256 } }: Page,
): Write => ({
  Put: {
    TableName: table,
    Item: { ...heldPageKey(archiveId, batchId, archivalCode, page), archivalCode, page, sha256 },
  },
});
