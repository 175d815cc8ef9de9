import type { Sentence } from "../../shared/domain/sentence.ts";

/** How long records are kept. */
export const retentionTexts = {
  retentionAbout: { zh: "保管期限表与到期档案", en: "retention schedules, and what is due" },
  retentionDraftAbout: {
    zh: "起草保管期限表的新版本（档案员）",
    en: "draft a further version of a retention schedule (archivists)",
  },
  retentionApproveAbout: {
    zh: "审核同意一个版本，自某日起生效（审定人，不得为起草人）",
    en: "approve a version from a day on (approvers, not the drafter)",
  },
  retentionWithdrawAbout: { zh: "撤回草稿（审定人）", en: "withdraw a draft (approvers)" },
  retentionListAbout: { zh: "列出保管期限表的全部版本", en: "list every version of the retention schedules" },
  retentionDueAbout: { zh: "列出某日之前到期的档案", en: "list items whose retention has run out before a day" },
  entriesArgument: {
    zh: "条款文件：CSV 或 XLSX 表（条款号、归档范围、保管期限，可有门类、类别、机构、题名包含），或 JSON 数组",
    en: "file of the lines: a table (CSV, XLSX) with the columns clause, scope, retention, and class, category, office, title if need be; or a JSON array",
  },
  fondsOption: { zh: "立档单位的全宗号", en: "the forming unit, by fonds" },
  giverCodeOption: { zh: "立档单位的移交单位代码", en: "the forming unit, by the giver's code" },
  scheduleTitleOption: { zh: "保管期限表名称", en: "title of the schedule" },
  countingOption: {
    zh: "起算：next-year 形成次年1月1日，day-formed 形成之日",
    en: "from when years are counted",
  },
  versionOption: { zh: "版本号", en: "number of the version" },
  inForceFromOption: { zh: "自该日（YYYY-MM-DD）起形成的档案适用", en: "first day of forming for which it holds" },
  dueBeforeOption: { zh: "此日（YYYY-MM-DD）之前到期", en: "the day before which it has run out" },
  entriesUnreadable: {
    zh: "无法读取条款文件 {file}：{reason}。请按说明改正后重试。",
    en: "The lines in {file} cannot be read: {reason}. Correct them and try again.",
  },
  unitMissing: {
    zh: "请用 --fonds 或 --giver 指明一个立档单位。",
    en: "Name one forming unit, by --fonds or --giver.",
  },
  scheduleStands: {
    zh: "{unit} 第 {version} 版：{state}，{title}，{lines} 条，自 {from} 起",
    en: "{unit} version {version}: {state}, {title}, {lines} lines, from {from}",
  },
  nothingDue: { zh: "{before} 之前没有到期的档案。", en: "Nothing is due before {before}." },
} as const satisfies Readonly<Record<string, Sentence>>;
