import type * as z from "zod";
import type { quarantinedBatch } from "../../shared/contract/quarantine.ts";
import type { Accession, Quarantine } from "../../shared/domain/accession.ts";

const findingOf = ({ at, by, archivalCode, page, mark }: Quarantine) => ({ at, by, archivalCode, page, mark });

/** A batch as the security officer sees it. */
export const quarantinedBatchOf = (batch: Accession): z.input<typeof quarantinedBatch> => {
  const { archiveId, batchId, quarantine, cleared = [] } = batch;
  return {
    archiveId,
    batchId,
    held: quarantine !== undefined,
    why: quarantine && findingOf(quarantine),
    cleared: cleared.map((found) => {
      const { releasedBy, releasedAt, reason } = found;
      return { ...findingOf(found), releasedBy, releasedAt, reason };
    }),
  };
};
