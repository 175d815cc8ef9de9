import type { FormingUnit } from "../contract/retention.ts";
import { decideRetention, type RetentionDecision } from "../domain/retention.ts";
import { retentionFacts } from "../domain/retention-facts.ts";
import type { ItemDescription } from "../domain/item.ts";
import type { RetentionSchedule } from "../domain/retention-schedule.ts";
import type { AccessionStore } from "./accession-store.ts";
import type { CatalogueStore } from "./catalogue-store.ts";
import type { PageStore } from "./page-store.ts";
import type { ScheduleStore } from "./schedule-store.ts";

export type RetentionOfDeps = {
  readonly schedules: Pick<ScheduleStore, "units" | "of">;
  readonly pages: Pick<PageStore, "pagesOf">;
  readonly accessions: Pick<AccessionStore, "get">;
  readonly catalogues: Pick<CatalogueStore, "description">;
};

/** Remembers what was asked, for as long as one request takes. */
const remembering = <T>(ask: (name: string) => Promise<T>): ((name: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>();
  return (name) => {
    const asked = known.get(name) ?? ask(name);
    known.set(name, asked);
    return asked;
  };
};

/**
 * How long items of one archive are kept, by what they say themselves, and by the schedules of their fonds and of whoever gave them. Each schedule is read once
 * for all of them; an item's givers are asked for only where some giver has a schedule.
 */
export const retentionOf = ({ schedules, pages, accessions, catalogues }: RetentionOfDeps, archiveId: string) => {
  const scheduled = remembering(() => schedules.units(archiveId));
  const versionsOf = {
    fonds: remembering((code) => schedules.of(archiveId, { by: "fonds", code })),
    giver: remembering((code) => schedules.of(archiveId, { by: "giver", code })),
  } as const satisfies Record<FormingUnit["by"], (code: string) => Promise<RetentionSchedule[]>>;
  const giverOf = remembering(async (batchId) => (await accessions.get(archiveId, batchId))?.from.code);

  const giversOf = async (archivalCode: string): Promise<string[]> => {
    const units = await scheduled("");
    if (!units.some(({ by }) => by === "giver")) return [];
    const batches = new Set((await pages.pagesOf(archiveId, archivalCode)).map(({ batchId }) => batchId));
    const codes = await Promise.all([...batches].map(giverOf));
    return [...new Set(codes.filter((code) => code !== undefined))];
  };

  return async (item: ItemDescription): Promise<RetentionDecision> => {
    const { archivalCode, fonds } = item;
    const givers = await giversOf(archivalCode);
    const unit = await catalogues.description({ archiveId, level: "item", archivalCode });
    const versions = await Promise.all([versionsOf.fonds(fonds), ...givers.map(versionsOf.giver)]);
    return decideRetention(retentionFacts(item, unit?.description), versions);
  };
};
export type RetentionOf = ReturnType<typeof retentionOf>;
