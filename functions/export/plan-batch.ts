import type { Accession } from "../../shared/domain/accession.ts";
import { batchPath } from "../../shared/domain/bag-layout.ts";
import type { EvidenceKind } from "../../shared/domain/evidence-key.ts";
import type { PremisEvent } from "../../shared/premis/premis-event.ts";
import { batchIdentifier } from "../../shared/premis/premis-event.ts";
import { premisEventsOf } from "../../shared/premis/premis-events-of.ts";
import { premisDocument } from "../../shared/premis/premis-xml.ts";
import { withheld } from "../../shared/premis/withheld.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import { historyOfBatch, type HistoryStore } from "../../shared/storage/history.ts";
import type { ReceiptStore } from "../../shared/storage/receipt-store.ts";
import { descriptionLine } from "./plan-item.ts";
import type { GrowingFile } from "./growing-file.ts";
import type { TagFiles } from "./tag-files.ts";

export type PlanBatchDeps = {
  readonly region: string;
  readonly catalogues: Pick<CatalogueStore, "describedUnits">;
  readonly history: Pick<HistoryStore, "all">;
  readonly receipts: Pick<ReceiptStore, "of">;
  readonly evidence: Pick<Evidence, "read">;
};

/** Descriptions that are read at once. */
const describedAtOnce = 100;

/** Descriptions of the levels above the item that the batch's catalogues brought. */
export const planUnits = async (
  { catalogues }: Pick<PlanBatchDeps, "catalogues">,
  { archiveId, batchId }: Accession,
  descriptions: GrowingFile,
): Promise<void> => {
  for (const level of ["fonds", "series", "volume"] as const) {
    let after: string | undefined;
    do {
      const { found, next } = await catalogues.describedUnits({ archiveId, batchId, level }, after, describedAtOnce);
      for (const { description } of found) await descriptions.write(descriptionLine(description));
      after = next;
    } while (after !== undefined);
  }
};

/** Codes of the items that the batch's catalogues list, scanned or not. */
export async function* describedCodes(
  { catalogues }: Pick<PlanBatchDeps, "catalogues">,
  { archiveId, batchId }: Accession,
): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const { found, next } = await catalogues.describedUnits(
      { archiveId, batchId, level: "item" },
      after,
      describedAtOnce,
    );
    for (const { description } of found) yield description.archivalCode;
    after = next;
  } while (after !== undefined);
}

async function* premisOf(
  { history, region }: PlanBatchDeps,
  { archiveId, batchId }: Accession,
): AsyncGenerator<PremisEvent> {
  for await (const event of history.all(historyOfBatch(archiveId, batchId)))
    yield* premisEventsOf(withheld(event), region);
}

/** The files of a report, and as which evidence they are kept. */
const reportKinds = [
  ["json", "report"],
  ["pdf", "report-document"],
  ["svg", "report-picture"],
] as const satisfies readonly (readonly [string, EvidenceKind])[];

/** What is known of the batch as such: its history, the archive's signed receipts, the report of its tests. */
export const planBatch = async (deps: PlanBatchDeps, batch: Accession, tags: TagFiles): Promise<void> => {
  const { receipts, evidence } = deps;
  const { archiveId, batchId, tests } = batch;
  const entity = { kind: "intellectualEntity" as const, identifier: batchIdentifier(archiveId, batchId) };
  await tags.add(batchPath("premis.xml"), premisDocument([entity], premisOf(deps, batch)));
  for (const { decision, issued } of await receipts.of(archiveId, batchId)) {
    if (issued === undefined) continue;
    const named = `receipt-${decision}`;
    await tags.add(batchPath(`${named}.jws`), await evidence.read(archiveId, "receipt", issued.sha256));
    const list = await evidence.read(archiveId, "receipt-list", issued.list.sha256);
    await tags.add(batchPath(`${named}.pages.ndjson`), list);
  }
  if (tests === undefined) return;
  for (const [format, kind] of reportKinds)
    await tags.add(batchPath(`report.${format}`), await evidence.read(archiveId, kind, tests.report[format]));
  await tags.add(batchPath("report.jws"), [tests.report.signature]);
};
