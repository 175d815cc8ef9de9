import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Accession } from "../../shared/domain/accession.ts";
import { cataloguePath } from "../../shared/domain/bag-layout.ts";
import { batchBar } from "../../shared/domain/export-failure.ts";
import {
  bagBytesAtMost,
  mostExportBytes,
  partBytesFor,
  type ExportJob,
  type ExportPlan,
} from "../../shared/domain/export-job.ts";
import { description } from "../../shared/domain/description.ts";
import type { RecordKind } from "../../shared/domain/record-kind.ts";
import { catalogueText } from "../../shared/catalogue/write-catalogue.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { ExportObjects } from "../../shared/storage/export-objects.ts";
import type { ItemsOfVolumes } from "../../shared/storage/volume-items.ts";
import { ExportBarred } from "./export-barred.ts";
import { growingFile } from "./growing-file.ts";
import { describedCodes, planBatch, planUnits, type PlanBatchDeps } from "./plan-batch.ts";
import { descriptionLine, planItem, type PlanFiles, type PlanItemDeps } from "./plan-item.ts";
import { linesIn } from "./plan-lines.ts";
import { tagFiles } from "./tag-files.ts";

export type PlanBagDeps = Omit<PlanItemDeps, "batchOf"> &
  PlanBatchDeps & {
    readonly catalogues: Pick<CatalogueStore, "description" | "describedUnits">;
    readonly accessions: Pick<AccessionStore, "get" | "pages">;
    readonly kinds: readonly RecordKind[];
    readonly volumes: ItemsOfVolumes;
    readonly objects: Pick<ExportObjects, "keep" | "begin">;
    readonly clock: Clock;
    /** The function's own disk. */
    readonly temporaryFolder: string;
  };

/** Places of a batch that are read at once. */
const placesAtOnce = 1000;

/** Descriptions that were gathered in a file, and the kinds of records they are of. */
const gathered = async (path: string, known: readonly RecordKind[]) => {
  const found = new Set<string>();
  for await (const { kind } of linesIn(path, description)) if (kind !== undefined) found.add(kind);
  return { descriptions: linesIn(path, description), kinds: known.filter(({ id }) => found.has(id)) };
};

/** Items of which pages came with a batch, each once. */
async function* codesOf({ accessions }: PlanBagDeps, { archiveId, batchId }: Accession): AsyncGenerator<string> {
  let [after, last]: (string | undefined)[] = [];
  do {
    const { found, next } = await accessions.pages(archiveId, batchId, after, placesAtOnce);
    for (const { archivalCode } of found) {
      if (archivalCode !== last) yield archivalCode;
      last = archivalCode;
    }
    after = next;
  } while (after !== undefined);
}

/**
 * Fixes what goes into a bag: lists its files, makes its tag files, keeps both beside the bag, and begins its upload. Only what
 * the plan says is written, whatever changes meanwhile. Items pass one by one; the lists grow on the disk.
 * @throws ExportBarred when nothing may go out, or there is nothing.
 */
export const planBag =
  (deps: PlanBagDeps) =>
  async (job: ExportJob): Promise<ExportPlan> => {
    const folder = await mkdtemp(join(deps.temporaryFolder, "plan-"));
    try {
      return await planIn(folder, deps, job);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

const planIn = async (folder: string, deps: PlanBagDeps, job: ExportJob): Promise<ExportPlan> => {
  const { archiveId, of } = job;
  const [payload, descriptions] = [growingFile(join(folder, "payload")), growingFile(join(folder, "descriptions"))];
  const [tagBytes, tagLines] = [growingFile(join(folder, "tag-bytes")), growingFile(join(folder, "tags"))];
  const tags = tagFiles(tagBytes, tagLines);
  const files: PlanFiles = { payload, descriptions, tags };
  const totals = { items: 0, files: 0, bytes: 0, batches: new Set<string>() };
  const batchOf = rememberedBatches(deps, archiveId);
  const plan = planItem({ ...deps, batchOf });
  const take = async (archivalCode: string, batchId?: string): Promise<boolean> => {
    const planned = await plan({ archiveId, archivalCode, batchId }, files);
    if (planned === undefined) return false;
    totals.items += 1;
    totals.files += planned.files.length;
    totals.bytes += planned.files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const one of planned.batches) totals.batches.add(one);
    return true;
  };

  switch (of.level) {
    case "item":
      await take(of.archivalCode);
      break;
    case "volume": {
      const unit = await deps.catalogues.description({ archiveId, level: "volume", archivalCode: of.archivalCode });
      if (unit !== undefined) await descriptions.write(descriptionLine(unit.description));
      for await (const archivalCode of deps.volumes.codes(archiveId, of.archivalCode)) await take(archivalCode);
      break;
    }
    case "batch": {
      const batch = await exportable(batchOf, of.batchId);
      totals.batches.add(batch.batchId);
      await planUnits(deps, batch, descriptions);
      const scanned = new Set<string>();
      for await (const archivalCode of codesOf(deps, batch))
        if (await take(archivalCode, batch.batchId)) scanned.add(archivalCode);
      for await (const archivalCode of describedCodes(deps, batch))
        if (!scanned.has(archivalCode)) await take(archivalCode, batch.batchId);
      await planBatch(deps, batch, tags);
    }
  }
  if (totals.items === 0) throw new ExportBarred({ code: "nothing-to-export", facts: {} });
  const described = await gathered((await descriptions.end()).path, deps.kinds);
  await tags.add(cataloguePath, catalogueText(described.descriptions, described.kinds));

  const kept = [await payload.end(), await tagLines.end(), await tagBytes.end()] as const;
  const whole = { files: totals.files + tags.made(), bytes: totals.bytes + kept[2].bytes };
  const partBytes = partBytesFor(bagBytesAtMost(whole));
  if (partBytes === undefined)
    throw new ExportBarred({ code: "too-large", facts: { bytes: whole.bytes, limit: mostExportBytes } });
  for (const file of kept) await deps.objects.keep(job, file);
  const at = deps.clock().toISOString();
  return {
    at,
    payload: kept[0].sha256,
    tags: kept[1].sha256,
    tagBytes: kept[2].sha256,
    items: totals.items,
    files: totals.files,
    payloadBytes: totals.bytes,
    batches: [...totals.batches].sort(),
    uploadId: await deps.objects.begin(job),
    partBytes,
  };
};

/** Asks of each batch once. */
const rememberedBatches = ({ accessions }: PlanBagDeps, archiveId: string) => {
  const known = new Map<string, Accession | undefined>();
  return async (batchId: string): Promise<Accession | undefined> => {
    if (!known.has(batchId)) known.set(batchId, await accessions.get(archiveId, batchId));
    return known.get(batchId);
  };
};

const exportable = async (
  batchOf: (batchId: string) => Promise<Accession | undefined>,
  batchId: string,
): Promise<Accession> => {
  const batch = await batchOf(batchId);
  if (batch === undefined) throw new ExportBarred({ code: "batch-not-opened", facts: { batchId } });
  const barred = batchBar(batch);
  if (barred !== undefined) throw new ExportBarred(barred);
  return batch;
};
