import type { ExportFailure } from "../../shared/domain/export-failure.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";

/** The first of these batches that is held for secrecy, as a reason why nothing goes out. */
export const heldAmong = async (
  accessions: Pick<AccessionStore, "get">,
  archiveId: string,
  batches: readonly string[],
): Promise<ExportFailure | undefined> => {
  for (const batchId of batches) {
    const batch = await accessions.get(archiveId, batchId);
    if (batch?.quarantine !== undefined) return { code: "batch-held", facts: { batchId } };
  }
  return undefined;
};
