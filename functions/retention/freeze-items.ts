import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { freezeAnswer, freezeQuestion } from "../../shared/contract/freeze-routes.ts";
import { decideFreeze, type FreezeRefusal } from "../../shared/domain/freeze.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";
import { mayApproveRetention, mayFreeze, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { FreezeChanges, FreezeStore } from "../../shared/storage/freeze-store.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { canonicalItem } from "./canonical-item.ts";
import { postOnly } from "./post-only.ts";

export type FreezeItemsDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly freezes: Pick<FreezeStore, "of">;
  readonly changes: FreezeChanges;
  readonly newEvent: EventIds;
};
type Question = z.output<typeof freezeQuestion> & { readonly archiveId: string };

const sentences: Readonly<Record<FreezeRefusal, Sentence>> = {
  "frozen-already": {
    zh: "已为同一事由冻结。请去掉后重试",
    en: "is held for this matter already; leave it out and try again",
  },
  "not-frozen": { zh: "未为该事由冻结。请核对事由", en: "is not held for this matter; check its name" },
  "too-many-matters": { zh: "冻结事由过多。请先解除一项", en: "is held for too many matters; let go of one first" },
};

const refused = (archivalCode: string, why: FreezeRefusal): CallerError =>
  new CallerError("not-now", {
    zh: `${archivalCode}${sentences[why].zh}。`,
    en: `${archivalCode} ${sentences[why].en}.`,
  });

/**
 * Holds items against destruction for a matter (冻结), whether anything of them has come yet or not, or lets go of them for that
 * matter: all of them or none. From then on no list destroys them, approved or not.
 */
export const freezeItems =
  ({ region, archives, freezes, changes, newEvent }: FreezeItemsDeps) =>
  async (
    { archiveId, decision, matter, items, reason }: Question,
    viewer: Viewer,
  ): Promise<z.input<typeof freezeAnswer>> => {
    if (decision === "frozen") postOnly(mayFreeze(viewer, archiveId), "freezer");
    else postOnly(mayApproveRetention(viewer, archiveId), "unfreezer");
    homeOnly(archives, archiveId, region);
    const codes = [...new Set(items.map(canonicalItem))];
    const actor = viewer.principal;
    return retryWhenMoved(5, async () => {
      const known = new Map((await freezes.of(archiveId, codes)).map((one) => [one.archivalCode, one]));
      const moves = codes.map((archivalCode) => {
        const said = newEvent();
        const before = known.get(archivalCode);
        const step = decideFreeze(before, { archiveId, archivalCode }, decision, {
          matter,
          actor,
          at: said.time,
          reason,
        });
        if (!step.ok) throw refused(archivalCode, step.why);
        const about = { ...said, archiveId, actor, archivalCode, matter, reason };
        const event =
          decision === "frozen"
            ? { type: "item-frozen" as const, ...about }
            : { type: "item-released" as const, ...about };
        return { before, after: step.after, event };
      });
      await changes.put(moves);
      return { items: moves.map(({ after: { archivalCode, holds } }) => ({ archivalCode, holds })) };
    });
  };
