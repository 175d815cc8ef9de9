import * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { frozenAnswer } from "../../shared/contract/freeze-routes.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { FreezeStore } from "../../shared/storage/freeze-store.ts";
import { cursorOf, placeOf } from "./place-cursor.ts";
import { postOnly } from "./post-only.ts";

export type ListFrozenDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly freezes: Pick<FreezeStore, "list">;
};
type Question = { readonly archiveId: string; readonly cursor?: string | undefined };

const itemsAtOnce = 100;
const place = z.string().max(200);

/** What an archive holds against destruction, in order of 档号, a hundred looked at at a time. */
export const listFrozen =
  ({ region, archives, freezes }: ListFrozenDeps) =>
  async ({ archiveId, cursor }: Question, viewer: Viewer): Promise<z.input<typeof frozenAnswer>> => {
    postOnly(mayRead(viewer, archiveId), "reader");
    homeOnly(archives, archiveId, region);
    const { found, next } = await freezes.list(archiveId, placeOf(cursor, place), itemsAtOnce);
    return { items: found.map(({ archivalCode, holds }) => ({ archivalCode, holds })), cursor: cursorOf(next) };
  };
