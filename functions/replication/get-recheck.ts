import type * as z from "zod";
import type { recheckAnswer } from "../../shared/contract/operator-routes.ts";
import type { RecheckPass } from "../../shared/domain/recheck-pass.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { operatorsOnly } from "../../shared/runtime/operators-only.ts";
import type { RecheckStore } from "../../shared/storage/recheck-store.ts";

export const passAnswer = (region: string, pass: RecheckPass | undefined): z.input<typeof recheckAnswer> => ({
  region,
  pass: pass && { startedAt: pass.startedAt, pages: pass.pages, endedAt: pass.endedAt },
});

/** How far this region's recheck has come. */
export const getRecheck =
  ({ region, passes }: { readonly region: string; readonly passes: RecheckStore }) =>
  async (viewer: Viewer): Promise<z.input<typeof recheckAnswer>> => {
    operatorsOnly(viewer);
    return passAnswer(region, await passes.pass());
  };
