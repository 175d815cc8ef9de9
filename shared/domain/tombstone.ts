import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { destructionListName, supervisors } from "../contract/destruction.ts";
import { destructionEntry, type DestructionEntry, type DestructionList } from "./destruction-list.ts";
import { moment } from "./page.ts";

/** Who took which part in a destruction. */
const part = z.strictObject({ to: z.string(), actor: z.string(), at: moment });

/**
 * What remains of an item that was destroyed, beside the digests in its pages' records: never a byte or a word of it. Kept for
 * ever.
 */
export const tombstone = destructionEntry
  .pick({
    archivalCode: true,
    title: true,
    pages: true,
    ground: true,
    opinion: true,
    retention: true,
    dueOn: true,
    by: true,
  })
  .extend({
    archiveId,
    listId: destructionListName,
    /** Who drafted, reviewed, approved and ordered the list, and who watched. */
    persons: z.array(part).min(3),
    supervisors,
    at: moment,
  });
export type Tombstone = z.infer<typeof tombstone>;

/** @throws RangeError of a list that nobody ordered to be carried out. */
export const tombstoneOf = (list: DestructionList, entry: DestructionEntry, at: string): Tombstone => {
  const { archiveId, listId, steps, supervisors: watched } = list;
  const { archivalCode, title, pages, ground, opinion, retention, dueOn, by } = entry;
  if (watched === undefined) throw new RangeError(`nobody ordered the list ${listId}`);
  const persons = steps.map(({ to, actor, at: when }) => ({ to, actor, at: when }));
  return {
    ...{ archiveId, archivalCode, title, pages, ground, opinion, retention, dueOn, by, listId, persons },
    ...{ supervisors: watched, at },
  };
};
