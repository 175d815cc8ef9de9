import { rm } from "node:fs/promises";
import { join } from "node:path";
import { catalogueLines, type CatalogueLine } from "../../shared/catalogue/catalogue-header.ts";
import { tableRows } from "../../shared/catalogue/open-table.ts";
import { endedBy, hasEnded, steppedTo, type CatalogueImport } from "../../shared/domain/catalogue-import.ts";
import { describeRow } from "../../shared/domain/describe-row.ts";
import type { RecordKind } from "../../shared/domain/record-kind.ts";
import { UnreadableTable, type TableFault } from "../../shared/domain/table-fault.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { CatalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { IntakeObjects } from "../../shared/storage/intake-objects.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { CatalogueWork } from "./catalogue-work.ts";
import { placeRows, type ReadLine } from "./place-rows.ts";

export type ImportCatalogueDeps = {
  readonly bucket: string;
  readonly kinds: readonly RecordKind[];
  readonly objects: Pick<IntakeObjects, "download">;
  readonly catalogues: CatalogueStore;
  readonly changes: CatalogueChanges;
  /** Has the full-text index follow items of which something else is said now. */
  readonly retell: (archiveId: string, archivalCodes: readonly string[]) => Promise<void>;
  /** Its own queue. */
  readonly queue: WorkQueue<{ readonly detail: CatalogueWork }>;
  readonly newEvent: EventIds;
  readonly clock: Clock;
  readonly temporaryFolder: string;
  /** A name no other file on this machine has. */
  readonly temporaryName: () => string;
  readonly limits: { readonly rowsAtOnce: number; readonly sliceSeconds: number };
};

/** Rows that are placed before it is noted how far the import has come. */
export const rowsAtOnce = 500;

/** A file that keeps ending its function is given up at this delivery. */
const givesUpAt = 30;

/**
 * Goes on with an import where it stands, for one slice of time; the rest is the next message. Rows are placed some at a
 * time, and only then is it noted how far the import has come; what is placed again after a crash comes to the same. An
 * import that another worker has gone on with is left to it.
 * @throws TryAgain when the units it describes are being changed by others.
 */
export const importCatalogue =
  (deps: ImportCatalogueDeps) =>
  async (work: CatalogueWork, { received }: Delivery): Promise<void> => {
    const { catalogues, objects, bucket, temporaryFolder, temporaryName } = deps;
    const found = await catalogues.import(work.archiveId, work.batchId, work.importId);
    if (found === undefined || hasEnded(found)) return;
    if (received >= givesUpAt) throw new Error("the catalogue cannot be imported");
    const path = join(temporaryFolder, temporaryName());
    try {
      const { key, versionId } = found;
      // A version that an operator has removed leaves nothing to import.
      if ((await objects.download({ bucket, key, versionId }, path)) === undefined) await end(deps, found, gone);
      else await readOn(deps, found, path);
    } catch (error) {
      if (error instanceof StateMoved)
        throw new TryAgain("descriptions are being changed", backOffSeconds(received, 60));
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  };

const gone: TableFault = { code: "table-gone", facts: {} };

const readOn = async (deps: ImportCatalogueDeps, found: CatalogueImport, path: string): Promise<void> => {
  const { kinds, queue, clock, limits } = deps;
  const { archiveId, batchId, importId } = found;
  const until = clock().getTime() + limits.sliceSeconds * 1000;
  const context = { archiveId, kinds };
  let now = found;
  let lines: ReadLine[] = [];
  try {
    for await (const { row, cells, header } of catalogueLines(tableRows(path), kinds)) {
      if (row <= found.row) continue;
      lines.push({ row, reading: readLine({ row, cells, header }, context) });
      if (lines.length < limits.rowsAtOnce) continue;
      now = await place(deps, now, lines);
      lines = [];
      if (clock().getTime() < until) continue;
      await queue.send({ detail: { archiveId, batchId, importId } });
      return;
    }
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    if (lines.length > 0) now = await place(deps, now, lines);
    return await end(deps, now, error.fault);
  }
  if (lines.length > 0) now = await place(deps, now, lines);
  await end(deps, now, undefined);
};

/** A row whose cells do not fit its header is not guessed at. */
const readLine = (
  { cells, header }: CatalogueLine,
  context: Parameters<typeof describeRow>[1],
): ReadLine["reading"] => {
  const surplus = cells.slice(header.width).some((cell) => cell.trim() !== "");
  if (!surplus) return describeRow(header.read(cells), context);
  const facts = { found: cells.length, expected: header.width };
  return { ok: false, faults: [{ code: "too-many-cells", column: "", facts }] };
};

const place = async (deps: ImportCatalogueDeps, now: CatalogueImport, lines: readonly ReadLine[]) => {
  const { counts, retold } = await placeRows(deps)(now, lines);
  if (retold.length > 0) await deps.retell(now.archiveId, retold);
  const after = steppedTo(now, lines.at(-1)?.row ?? now.row, counts);
  await deps.changes.step(now, after, deps.clock().toISOString());
  return after;
};

const end = async (
  { changes, newEvent }: ImportCatalogueDeps,
  now: CatalogueImport,
  fault: TableFault | undefined,
): Promise<void> => {
  const said = newEvent();
  const { archiveId, batchId, importId, counts } = now;
  const about = { ...said, archiveId, actor: "service:catalogue", batchId, importId, counts };
  await changes.end(
    now,
    endedBy(now, fault, said.time),
    fault === undefined
      ? { type: "catalogue-imported", ...about }
      : { type: "catalogue-failed", ...about, code: fault.code },
  );
};
