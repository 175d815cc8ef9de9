import * as z from "zod";

/** Why an item cannot be on a destruction list (档案法 art. 21; 条例 art. 24): a closed list. */
export const destructionBar = z.enum([
  "unknown",
  "nothing-kept",
  "permanent",
  "undecided",
  "date-unknown",
  "not-due",
  "restricted",
  "quarantined",
  "registration-backup",
  "not-accepted",
  "frozen",
  "listed-already",
  "destroyed-already",
  "changed",
  "unsettled",
  "locked",
]);
export type DestructionBar = z.infer<typeof destructionBar>;

/** What is decided of a list; each step is another person's, but that whoever drafted it may withdraw it too. */
export const destructionDecision = z.enum(["reviewed", "approved", "withdrawn"]);
export type DestructionDecision = z.infer<typeof destructionDecision>;

/** 监销人: who watches while a list is carried out; two at least, as the field does it. */
export const supervisors = z.array(z.string().trim().min(1).max(100)).min(2).max(5);

export const destructionState = z.enum(["draft", "reviewed", "approved", "withdrawn", "carrying-out", "carried-out"]);

/** A name for one list, chosen by the archive, as batches have. */
export const destructionListName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** Items added at once: with the list and the event they fit one transaction. */
export const mostItemsAtOnce = 90;

/** One item to go: the ground (销毁依据) and what appraisal found (鉴定意见). */
export const itemToDestroy = z.strictObject({
  archivalCode: z.string().min(1).max(200),
  ground: z.string().trim().min(1).max(500),
  opinion: z.string().trim().min(1).max(1000),
});
export type ItemToDestroy = z.infer<typeof itemToDestroy>;
