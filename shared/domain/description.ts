import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import { batchName } from "../contract/accession.ts";
import { level, referenceCode } from "./reference-code.ts";
import { keptPerson } from "./named-person.ts";
import { moment } from "./page.ts";
import { statedRetention } from "./stated-retention.ts";

/** 开放标识 (DA/T 18-2022): 开放, 控制, 延期开放, 未审核. What a catalogue says; only an opening review opens anything. */
export const openingMark = z.enum(["open", "controlled", "delayed", "unreviewed"]);
export type OpeningMark = z.infer<typeof openingMark>;

/** 公开属性 of government information: 主动公开, 依申请公开, 不予公开. */
export const disclosure = z.enum(["proactive", "on-request", "not-disclosed"]);
export type Disclosure = z.infer<typeof disclosure>;

/** The longest text of one field, in UTF-16 units. */
export const longestField = 2000;
export const longestTitle = 500;
export const mostAttachments = 100;
const field = z.string().min(1).max(longestField);

/**
 * What is said of a unit of any level (DA/T 18-2022 著录项目, ISAD(G) areas of identity, context and content). Identity
 * numbers in `fields` are masked; the whole numbers are kept encrypted beside the description.
 */
export const description = z.strictObject({
  archiveId,
  level,
  /** 档号 of an item; of a higher level, as much of it as names that unit. Canonical. */
  archivalCode: referenceCode,
  /** 题名 */
  title: z.string().min(1).max(longestTitle),
  /** 并列题名、副题名 */
  otherTitle: field.optional(),
  /** 文件编号 */
  documentNumber: field.optional(),
  /** 责任者 */
  creator: field.optional(),
  /** 日期, as `stated-date.ts` writes it. */
  date: z.string().optional(),
  /** 年度: stated, else of the date, else of the code. */
  year: z.int().optional(),
  retentionPeriod: statedRetention.optional(),
  openingMark: openingMark.optional(),
  disclosure: disclosure.optional(),
  /** 页数; of a volume or higher level, 件数 is not the same and has a field of its own. */
  pages: z.int().min(0).optional(),
  items: z.int().min(0).optional(),
  /** 载体形态 */
  medium: field.optional(),
  /** 文种 */
  documentType: field.optional(),
  /** 语种 */
  language: field.optional(),
  /** 稿本 */
  draft: field.optional(),
  /** 主题词 */
  keywords: field.optional(),
  /** 提要 */
  abstract: field.optional(),
  /** 附注 */
  note: field.optional(),
  /** The volume an item belongs to, by its code or as stated. */
  volume: referenceCode.optional(),
  /** 档号 of the items that belong to this one as its 附件. */
  attachments: z.array(referenceCode).min(1).max(mostAttachments).optional(),
  /** Kind of 民生 record, by its id in the registry. */
  kind: z.string().optional(),
  /** What the kind's fields say, by their names. */
  fields: z.record(z.string(), z.string()),
});
export type Description = z.infer<typeof description>;

/** A description with where it came from. */
export const describedUnit = z.strictObject({
  description,
  /** Whom the kind's fields name. Absent of units that were described before there was an index of people. */
  people: z.array(keptPerson).optional(),
  /** The batch whose catalogue spoke of the unit last. */
  batchId: batchName,
  /** The import that brought it, and its row in the file. */
  importId: z.string().min(1),
  row: z.int().min(2),
  describedAt: moment,
  /** Counts changes of the description. */
  revision: z.int().min(1),
  /** The last import that spoke of the unit, in which row, and what came of it. */
  seen: z.strictObject({
    importId: z.string().min(1),
    row: z.int().min(2),
    is: z.enum(["added", "changed", "unchanged"]),
  }),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type DescribedUnit = z.infer<typeof describedUnit>;
