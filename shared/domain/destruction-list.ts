import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import {
  destructionBar,
  destructionListName,
  destructionState,
  itemToDestroy,
  supervisors,
  type DestructionDecision,
} from "../contract/destruction.ts";
import { calendarDay, formingUnit, retentionPeriod } from "../contract/retention.ts";
import { sha256 } from "../contract/sha256.ts";
import { moment } from "./page.ts";

const step = z.strictObject({
  to: z.enum(["drafted", "reviewed", "approved", "withdrawn", "ordered"]),
  actor: z.string().min(1),
  at: moment,
  reason: z.string().min(1).max(1000),
});
type Step = Omit<z.infer<typeof step>, "to">;

/** How far a list that is being carried out has come, in items: destroyed ones are erased everywhere in the end. */
const progress = z.strictObject({ destroyed: z.int().min(0), erased: z.int().min(0), spared: z.int().min(0) });

/** Where the certificate lies among the evidence: digests of what is signed, of the JWS, and of the page for people. */
const certificateNote = z.strictObject({ at: moment, sha256, listSha256: sha256, pageSha256: sha256 });
export type CertificateNote = z.infer<typeof certificateNote>;

/**
 * 销毁清册: items that are to go, drafted by one person, reviewed by a second, approved by a third, and carried out in the
 * presence of supervisors.
 */
export const destructionList = z.strictObject({
  archiveId,
  listId: destructionListName,
  title: z.string().min(1).max(200),
  state: destructionState,
  items: z.int().min(1),
  steps: z.array(step).min(1),
  /** 监销人, from when it is to be carried out. */
  supervisors: supervisors.optional(),
  progress: progress.optional(),
  certificate: certificateNote.optional(),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type DestructionList = z.infer<typeof destructionList>;

/** What became of an item: it stays, with the bar; or it is destroyed, and erased everywhere once `erasedAt` is there. */
const outcome = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("spared"), bar: destructionBar, at: moment }),
  z.strictObject({
    is: z.literal("destroyed"),
    at: moment,
    erasedAt: moment.optional(),
    /** Digests that stay since another item has the same bytes or the same text. */
    shared: z.array(sha256).optional(),
  }),
]);
export type DestructionOutcome = z.infer<typeof outcome>;

/** One item of a list, as it was when it was added: what has changed since drops out. */
export const destructionEntry = itemToDestroy.extend({
  title: z.string(),
  pages: z.int().min(1),
  retention: retentionPeriod,
  dueOn: calendarDay,
  by: z.strictObject({ unit: formingUnit, version: z.int(), clause: z.string() }).optional(),
  /** Digest of all that was known of the item and decided of its retention (`destruction-bars.ts`). */
  knownAs: sha256,
  addedAt: moment,
  outcome: outcome.optional(),
});
export type DestructionEntry = z.infer<typeof destructionEntry>;

export type ListRefusal =
  "not-draft" | "not-reviewed" | "same-person" | "not-found" | "decided" | "not-approved" | "under-way";
export type ListResult =
  { readonly ok: true; readonly after: DestructionList } | { readonly ok: false; readonly why: ListRefusal };

const refused = (why: ListRefusal): ListResult => ({ ok: false, why });
const moved = (
  before: DestructionList,
  change: Partial<DestructionList>,
  to: z.infer<typeof step>["to"],
  by: Step,
): ListResult => ({
  ok: true,
  after: { ...before, ...change, steps: [...before.steps, { to, ...by }], writes: before.writes + 1 },
});

/** Drafts a list, or adds to one that is still a draft. Whoever adds has drafted it too. */
export const draftList = (
  before: DestructionList | undefined,
  of: Pick<DestructionList, "archiveId" | "listId" | "title">,
  items: number,
  by: Step,
): ListResult => {
  if (before === undefined)
    return { ok: true, after: { ...of, state: "draft", items, steps: [{ to: "drafted", ...by }], writes: 1 } };
  return before.state === "draft"
    ? moved(before, { items: before.items + items }, "drafted", by)
    : refused("not-draft");
};

const tookPart = ({ steps }: DestructionList, { actor }: Step): boolean => steps.some((one) => one.actor === actor);

/** 初审, 审定 and withdrawal. Nobody takes two of the three parts in a list: drafter, first reviewer, approver. */
export const decideList = (
  before: DestructionList | undefined,
  decision: DestructionDecision,
  by: Step,
): ListResult => {
  if (before === undefined) return refused("not-found");
  switch (decision) {
    case "reviewed":
      if (before.state !== "draft") return refused("not-draft");
      return tookPart(before, by) ? refused("same-person") : moved(before, { state: "reviewed" }, "reviewed", by);
    case "approved":
      if (before.state !== "reviewed") return refused("not-reviewed");
      return tookPart(before, by) ? refused("same-person") : moved(before, { state: "approved" }, "approved", by);
    case "withdrawn":
      if (before.state === "carrying-out" || before.state === "carried-out") return refused("under-way");
      return before.state === "withdrawn" ? refused("decided") : moved(before, { state: "withdrawn" }, "withdrawn", by);
  }
};

/** 销毁: an approved list is carried out from now on. Whoever approved it gives the order to nobody but others. */
export const orderList = (
  before: DestructionList | undefined,
  watched: NonNullable<DestructionList["supervisors"]>,
  by: Step,
): ListResult => {
  if (before === undefined) return refused("not-found");
  if (before.state === "carrying-out" || before.state === "carried-out") return refused("under-way");
  if (before.state !== "approved") return refused("not-approved");
  if (before.steps.some(({ to, actor }) => to === "approved" && actor === by.actor)) return refused("same-person");
  const nothingYet = { destroyed: 0, erased: 0, spared: 0 };
  return moved(before, { state: "carrying-out", supervisors: watched, progress: nothingYet }, "ordered", by);
};

/** Items of which it is not yet done. */
export const itemsLeft = ({ items, progress }: DestructionList): number =>
  progress === undefined ? items : items - progress.erased - progress.spared;

/** The list when one more item has come so far. @throws RangeError of a list that is not being carried out. */
export const furtherBy = (
  before: DestructionList,
  come: keyof NonNullable<DestructionList["progress"]>,
): DestructionList => {
  if (before.state !== "carrying-out" || before.progress === undefined)
    throw new RangeError(`list ${before.listId} is not being carried out`);
  return { ...before, progress: { ...before.progress, [come]: before.progress[come] + 1 }, writes: before.writes + 1 };
};
