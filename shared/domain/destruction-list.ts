import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { destructionListName, itemToDestroy, type DestructionDecision } from "../contract/destruction.ts";
import { calendarDay, formingUnit, retentionPeriod } from "../contract/retention.ts";
import { sha256 } from "../contract/sha256.ts";
import { moment } from "./page.ts";

const step = z.strictObject({
  to: z.enum(["drafted", "reviewed", "approved", "withdrawn"]),
  actor: z.string().min(1),
  at: moment,
  reason: z.string().min(1).max(1000),
});
type Step = Omit<z.infer<typeof step>, "to">;

/** 销毁清册: items that are to go, drafted by one person, reviewed by a second, approved by a third. */
export const destructionList = z.strictObject({
  archiveId,
  listId: destructionListName,
  title: z.string().min(1).max(200),
  state: z.enum(["draft", "reviewed", "approved", "withdrawn"]),
  items: z.int().min(1),
  steps: z.array(step).min(1),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type DestructionList = z.infer<typeof destructionList>;

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
});
export type DestructionEntry = z.infer<typeof destructionEntry>;

export type ListRefusal = "not-draft" | "not-reviewed" | "same-person" | "not-found" | "decided";
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
      return before.state === "withdrawn" ? refused("decided") : moved(before, { state: "withdrawn" }, "withdrawn", by);
  }
};
