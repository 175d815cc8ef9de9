import * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { destructionEntriesAnswer } from "../../shared/contract/destruction-routes.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import { listAnswerOf } from "./list-answer.ts";
import { listRefused } from "./list-refused.ts";
import { cursorOf, placeOf } from "./place-cursor.ts";
import { postOnly } from "./post-only.ts";

export type GetDestructionDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly lists: DestructionStore;
};
type Question = { readonly archiveId: string; readonly listId: string; readonly cursor?: string | undefined };

const entriesAtOnce = 100;
const place = z.string().max(200);

/** A list with its items, a hundred at a time. */
export const getDestruction =
  ({ region, archives, lists }: GetDestructionDeps) =>
  async (
    { archiveId, listId, cursor }: Question,
    viewer: Viewer,
  ): Promise<z.input<typeof destructionEntriesAnswer>> => {
    postOnly(mayRead(viewer, archiveId), "reader");
    homeOnly(archives, archiveId, region);
    const list = await lists.get(archiveId, listId);
    if (list === undefined) throw listRefused("not-found");
    const { found, next } = await lists.entries(archiveId, listId, placeOf(cursor, place), entriesAtOnce);
    return {
      ...listAnswerOf(list),
      entries: found.map(({ archivalCode, ground, opinion, title, pages, retention, dueOn, outcome }) => ({
        ...{ archivalCode, ground, opinion, title, pages, retention, dueOn, outcome },
      })),
      cursor: cursorOf(next),
    };
  };
