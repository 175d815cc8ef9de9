import * as z from "zod";
import { archiveId, regionName } from "../contract/archives.ts";
import { destructionListName } from "../contract/destruction.ts";
import { moment } from "./page.ts";

/** What is said of a unit of the lowest level (件), which one 档号 names. */
export const itemDescription = z.strictObject({
  archiveId,
  archivalCode: z.string().min(1),
  homeRegion: regionName,
  /** 题名; the 档号 until the item is described. */
  title: z.string().min(1),
  /** 全宗号 */
  fonds: z.string().min(1),
  /** 门类代码 (DA/T 13-2022), where the code states one. */
  kind: z.string().optional(),
  year: z.int().optional(),
  firstAcceptedAt: moment,
  /** By which list it was destroyed, and when; nothing comes under its 档号 any more. Told to replica regions with the item. */
  destroyed: z.strictObject({ listId: destructionListName, at: moment }).optional(),
});
export type ItemDescription = z.infer<typeof itemDescription>;

/** An item and how many of its pages stand now. The total moves in the same transaction as the pages. */
export const item = itemDescription.extend({ pages: z.int().min(0) });
export type Item = z.infer<typeof item>;
