import * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import { calendarDay } from "../../shared/contract/retention.ts";
import type { dueAnswer } from "../../shared/contract/retention-routes.ts";
import { retentionAnswerOf } from "../../shared/domain/retention-answer.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { DueItems } from "../../shared/storage/due-items.ts";
import { retentionOf, type RetentionOfDeps } from "../../shared/storage/retention-of.ts";
import { cursorOf, placeOf } from "./place-cursor.ts";
import { postOnly } from "./post-only.ts";

export type ListDueDeps = RetentionOfDeps & {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly due: DueItems;
};
type Question = {
  readonly archiveId: string;
  readonly before: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

const place = z.strictObject({ archivalCode: z.string().max(200), dueOn: calendarDay });

/**
 * Items whose retention has run out before a day. Looks at `limit` items that can be due and answers those that are: a page
 * costs the same however many items the archive has.
 */
export const listDue =
  (deps: ListDueDeps) =>
  async ({ archiveId, before, limit, cursor }: Question, viewer: Viewer): Promise<z.input<typeof dueAnswer>> => {
    const { region, archives, due } = deps;
    postOnly(mayRead(viewer, archiveId), "reader");
    homeOnly(archives, archiveId, region);
    const { found, next } = await due.upTo(archiveId, before, limit, placeOf(cursor, place));
    const decide = retentionOf(deps, archiveId);
    const items = await Promise.all(found.map(async (item) => ({ item, decision: await decide(item) })));
    return {
      items: items
        .filter(({ decision: { dueOn } }) => dueOn !== undefined && dueOn < before)
        .map(({ item: { archivalCode, title }, decision }) => ({
          archivalCode,
          title,
          retention: retentionAnswerOf(decision),
        })),
      cursor: cursorOf(next),
    };
  };
