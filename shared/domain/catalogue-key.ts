import { archiveId } from "../contract/archives.ts";
import { batchName } from "../contract/accession.ts";

const fileName = /^catalogue(?:-[A-Za-z0-9][A-Za-z0-9._-]{0,39})?\.(?:csv|xlsx)$/i;

/** Where a catalogue belongs. */
export type CatalogueKey = { readonly archiveId: string; readonly batchId: string };

/**
 * Reads the key of a catalogue in the intake bucket: `{archiveId}/{batchId}/catalogue.csv|xlsx`, or with a name of its own
 * (`catalogue-1985.xlsx`) where a batch has several. Undefined for every other key.
 */
export const parseCatalogueKey = (key: string): CatalogueKey | undefined => {
  const [archive, batch, file, ...more] = key.split("/");
  if (file === undefined || more.length > 0 || !fileName.test(file)) return undefined;
  const named = { archiveId: archiveId.safeParse(archive), batchId: batchName.safeParse(batch) };
  return named.archiveId.success && named.batchId.success
    ? { archiveId: named.archiveId.data, batchId: named.batchId.data }
    : undefined;
};
