import { describedItemOf } from "../../shared/checks/described-item.ts";
import type { DescribedItem, Evidence } from "../../shared/checks/evidence.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import { hasEnded, type CatalogueImport } from "../../shared/domain/catalogue-import.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";

type Of = Pick<Accession, "archiveId" | "batchId">;

/** What is known of a batch beside its pages. */
export type BatchEvidence = Pick<
  Evidence,
  "items" | "unreadRows" | "unreadCatalogues" | "sent" | "packages" | "scanner"
>;
export type BatchSurroundings = {
  /** Whether something that came with the batch is still being dealt with. */
  isArriving(batch: Of): Promise<boolean>;
  of(batch: Of): Promise<BatchEvidence>;
};

export type SurroundingsDeps = { readonly catalogues: CatalogueStore; readonly scanner: string | undefined };

/** Imports of one batch, and items of one list: more than any real batch has, and what DynamoDB reads in a call or few. */
const mostImports = 1000;
const itemsAtOnce = 500;

/**
 * What is known of a batch beside its pages. Where no catalogue came there is none to compare with, so that what hangs on
 * it could not be checked; of several that came under one key the newest counts.
 */
export const batchSurroundings = ({ catalogues, scanner }: SurroundingsDeps): BatchSurroundings => {
  const importsOf = ({ archiveId, batchId }: Of): Promise<CatalogueImport[]> =>
    catalogues.imports(archiveId, batchId, mostImports);

  return {
    isArriving: async (batch) => (await importsOf(batch)).some((one) => !hasEnded(one)),

    of: async (batch) => {
      const imports = newestByKey(await importsOf(batch));
      return {
        items: imports.length === 0 ? undefined : await itemsOf(catalogues, batch),
        unreadRows: imports.reduce((sum, { counts }) => sum + counts.refused, 0),
        unreadCatalogues: imports.filter(({ state }) => state !== "done").map(({ key }) => key),
        sent: undefined,
        packages: [],
        scanner,
      };
    },
  };
};

/** Of imports with the newest first. */
const newestByKey = (imports: readonly CatalogueImport[]): CatalogueImport[] => [
  ...new Map(imports.toReversed().map((one) => [one.key, one])).values(),
];

const itemsOf = async (catalogues: CatalogueStore, batch: Of): Promise<DescribedItem[]> => {
  const items: DescribedItem[] = [];
  for await (const { description } of describedIn(catalogues, batch)) items.push(describedItemOf(description));
  return items;
};

/** Items that a batch's own catalogue lists, as they are described now. */
export async function* describedIn(
  catalogues: Pick<CatalogueStore, "describedItems">,
  { archiveId, batchId }: Of,
): AsyncGenerator<DescribedUnit> {
  let after: string | undefined;
  do {
    const { found, next } = await catalogues.describedItems(archiveId, batchId, after, itemsAtOnce);
    yield* found;
    after = next;
  } while (after !== undefined);
}
