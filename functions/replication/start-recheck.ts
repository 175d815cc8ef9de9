import type * as z from "zod";
import type { recheckAnswer } from "../../shared/contract/operator-routes.ts";
import { beginPass } from "../../shared/domain/recheck-pass.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { operatorsOnly } from "../../shared/runtime/operators-only.ts";
import type { RecheckStore } from "../../shared/storage/recheck-store.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { passAnswer } from "./get-recheck.ts";

export type StartRecheckDeps = { readonly region: string; readonly passes: RecheckStore; readonly clock: Clock };

/** Begins a new pass; one that is under way is left unfinished. The schedule's next run starts it. */
export const startRecheck =
  ({ region, passes, clock }: StartRecheckDeps) =>
  async (viewer: Viewer): Promise<z.input<typeof recheckAnswer>> => {
    operatorsOnly(viewer);
    return retryWhenMoved(5, async () => {
      const before = await passes.pass();
      const begun = beginPass(before, clock());
      await passes.move(before, begun);
      return passAnswer(region, begun);
    });
  };
