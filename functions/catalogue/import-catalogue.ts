import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { CatalogueLine } from "../../shared/catalogue/catalogue-header.ts";
import type { TableBytes } from "../../shared/catalogue/table-bytes.ts";
import {
  endedBy,
  hasEnded,
  steppedTo,
  type CatalogueImport,
  type ImportStep,
} from "../../shared/domain/catalogue-import.ts";
import { describeRow } from "../../shared/domain/describe-row.ts";
import type { RecordKind } from "../../shared/domain/record-kind.ts";
import { UnreadableTable, type TableFault } from "../../shared/domain/table-fault.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { CatalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { DeclaredClassifications } from "../../shared/storage/declared-classifications.ts";
import type { HoldDeclared } from "../../shared/storage/hold-declared.ts";
import type { IntakeObject } from "../../shared/storage/holdings.ts";
import type { IntakeObjects } from "../../shared/storage/intake-objects.ts";
import type { PeopleKeys } from "../../shared/storage/people-keys.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { CatalogueWork } from "./catalogue-work.ts";
import { linesBehind, type CatalogueFile } from "./lines-behind.ts";
import { placeRows, codesOf, type ReadLine } from "./place-rows.ts";
import { sideBySide, type SideBySide } from "./side-by-side.ts";

export type ImportCatalogueDeps = {
  readonly bucket: string;
  readonly kinds: readonly RecordKind[];
  readonly objects: Pick<IntakeObjects, "download">;
  /** An object to be read by ranges; undefined when its version is gone. */
  readonly open: (object: IntakeObject) => Promise<TableBytes | undefined>;
  readonly catalogues: CatalogueStore;
  readonly changes: CatalogueChanges;
  readonly people: Pick<PeopleKeys, "of">;
  readonly declared: Pick<DeclaredClassifications, "among">;
  readonly holdDeclared: HoldDeclared;
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

/** So many times those are placed side by side: while some are written, the next are read. */
const groupsAtOnce = 3;

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
    const found = await deps.catalogues.import(work.archiveId, work.batchId, work.importId);
    if (found === undefined || hasEnded(found)) return;
    if (received >= givesUpAt) throw new Error("the catalogue cannot be imported");
    const object = { bucket: deps.bucket, key: found.key, versionId: found.versionId };
    const path = join(deps.temporaryFolder, deps.temporaryName());
    try {
      const bytes = await deps.open(object);
      // A version that an operator has removed leaves nothing to import.
      if (bytes === undefined) return await end(deps, found, gone);
      const toDisk = async (): Promise<string> => {
        if ((await deps.objects.download(object, path)) === undefined) throw new UnreadableTable(gone.code);
        return path;
      };
      await readOn(deps, found, { bytes, toDisk });
    } catch (error) {
      if (error instanceof StateMoved)
        throw new TryAgain("descriptions are being changed", backOffSeconds(received, 60));
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  };

const gone: TableFault = { code: "table-gone", facts: {} };

const readOn = async (deps: ImportCatalogueDeps, found: CatalogueImport, file: CatalogueFile): Promise<void> => {
  const { queue, clock, changes } = deps;
  const { archiveId, batchId, importId } = found;
  let now = found;
  const placing = sideBySide(groupsAtOnce, async (step: ImportStep) => {
    const after = steppedTo(now, step);
    await changes.step(now, after, clock().toISOString());
    now = after;
  });
  try {
    const read = await placeLines(deps, found, file, placing);
    await placing.finish();
    if (read.toItsEnd) await end(deps, now, read.fault);
    else await queue.send({ detail: { archiveId, batchId, importId } });
  } finally {
    await placing.settle();
  }
};

type ReadSoFar = { readonly toItsEnd: false } | { readonly toItsEnd: true; readonly fault: TableFault | undefined };

/** Starts placing group after group, until the file or the slice of time is at its end. */
const placeLines = async (
  deps: ImportCatalogueDeps,
  found: CatalogueImport,
  file: CatalogueFile,
  placing: SideBySide<ImportStep>,
): Promise<ReadSoFar> => {
  const { kinds, clock, limits } = deps;
  const until = clock().getTime() + limits.sliceSeconds * 1000;
  const context = { archiveId: found.archiveId, kinds };
  let lines: ReadLine[] = [];
  let { text } = found;
  const place = async (): Promise<void> => {
    const [group, behind] = [lines, text];
    lines = [];
    if (group.length > 0) await placing.start(codesOf(group), () => placed(deps, found, group, behind));
  };
  let fault: TableFault | undefined;
  try {
    for await (const line of linesBehind(found, file, kinds)) {
      lines.push({ row: line.row, reading: readLine(line, context) });
      text = line.text;
      if (lines.length < limits.rowsAtOnce) continue;
      await place();
      if (clock().getTime() >= until) return { toItsEnd: false };
    }
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    fault = error.fault;
  }
  await place();
  return { toItsEnd: true, fault };
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

const placed = async (
  deps: ImportCatalogueDeps,
  of: CatalogueImport,
  lines: readonly ReadLine[],
  text: ImportStep["text"],
): Promise<ImportStep> => {
  const { counts, retold } = await placeRows(deps)(of, lines);
  if (retold.length > 0) await deps.retell(of.archiveId, retold);
  return { row: lines.at(-1)?.row ?? of.row, text, counts };
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
