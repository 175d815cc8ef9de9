import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { preservationList } from "../../shared/contract/preservation-routes.ts";
import { mayReadHistory, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { PreservationStore } from "../../shared/storage/preservation-store.ts";
import { postOnly } from "./post-only.ts";
import { preservationAnswerOf } from "./preservation-answer.ts";

export type ListPreservationTestsDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly preservations: Pick<PreservationStore, "list">;
};
type Question = { readonly archiveId: string; readonly cursor?: string | undefined };

/** Batches of one answer. */
const atOnce = 100;

/** Every batch of the archive of which something is known to be kept: when it is tested next, and what it came to last. */
export const listPreservationTests =
  ({ region, archives, preservations }: ListPreservationTestsDeps) =>
  async ({ archiveId, cursor }: Question, viewer: Viewer): Promise<z.input<typeof preservationList>> => {
    postOnly(mayReadHistory(viewer, archiveId), "tester");
    homeOnly(archives, archiveId, region);
    const { found, next } = await preservations.list(archiveId, cursor, atOnce);
    return { batches: found.map(preservationAnswerOf), cursor: next };
  };
