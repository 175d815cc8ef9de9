import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { quarantineAnswer, quarantineQuery } from "../../shared/contract/quarantine.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import { mayGuardSecrets, type Viewer } from "../../shared/domain/viewer.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { QuarantineStore } from "../../shared/storage/quarantine-store.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { postOnly } from "./post-only.ts";
import { quarantinedBatchOf } from "./quarantine-answer.ts";

export type ListQuarantineDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly accessions: AccessionStore;
  readonly quarantine: QuarantineStore;
};

/** Records of one answer. */
const atOnce = 50;

/** The batches of the officer's own archive that are held, each with why; or one batch, held or not. */
export const listQuarantine =
  ({ region, archives, accessions, quarantine }: ListQuarantineDeps) =>
  async (
    { batch, cursor }: z.output<typeof quarantineQuery>,
    viewer: Viewer,
  ): Promise<z.input<typeof quarantineAnswer>> => {
    const archiveId = viewer.archiveId ?? "";
    postOnly(mayGuardSecrets(viewer, archiveId), "security-officer");
    homeOnly(archives, archiveId, region);
    const { batchIds, next } =
      batch === undefined ? await quarantine.held(archiveId, cursor, atOnce) : { batchIds: [batch], next: undefined };
    const found: Accession[] = [];
    for (const batchId of batchIds) {
      const one = await accessions.get(archiveId, batchId);
      if (one !== undefined) found.push(one);
    }
    return { batches: found.map(quarantinedBatchOf), cursor: next };
  };
