import * as z from "zod";

/** Keeps every computed date within four digits of a year. */
const longestYears = 5000;

/** 保管期限: for ever, or any number of years (marriage registers commonly have 100). */
export const retentionPeriod = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("permanent") }),
  z.strictObject({ kind: z.literal("years"), years: z.int().min(1).max(longestYears) }),
]);
export type RetentionPeriod = z.infer<typeof retentionPeriod>;

/**
 * From when years are counted: from 1 January after the year of forming, or from the day of forming. Which of the two holds
 * is commonly known and not read in a source: a schedule says it, and the later one is the default.
 */
export const retentionCounting = z.enum(["next-year", "day-formed"]);
export type RetentionCounting = z.infer<typeof retentionCounting>;

/** A calendar day, `YYYY-MM-DD`. */
export const calendarDay = z.iso.date();

/** 立档单位: whose records they are, by 全宗号 or by the giver's code in the terms of a batch. */
export const formingUnit = z.strictObject({
  by: z.enum(["fonds", "giver"]),
  code: z.string().regex(/^[\p{L}\p{N}._-]{1,40}$/u),
});
export type FormingUnit = z.infer<typeof formingUnit>;

const term = z.string().trim().min(1).max(60);

/** One line of a 归档范围和保管期限表. */
export const scheduleEntry = z.strictObject({
  /** 条款号 */
  clause: z.string().trim().min(1).max(40),
  /** 归档范围: which records it is about, in words; the reason for the period. */
  scope: z.string().trim().min(1).max(200),
  retention: retentionPeriod,
  /** What must be true of an item, all of it; an entry that names nothing is about everything. */
  applies: z.strictObject({
    /** 门类代码 */
    recordClass: term.optional(),
    /** A sub-class of the 类别号. */
    category: term.optional(),
    /** 机构/问题 of the 类别号. */
    office: term.optional(),
    /** Words that stand in the title. */
    title: term.optional(),
  }),
});
export type ScheduleEntry = z.infer<typeof scheduleEntry>;

/** Bounded, so that a version fits one record (DynamoDB: 400 KB). */
export const scheduleEntries = z.array(scheduleEntry).min(1).max(250);
