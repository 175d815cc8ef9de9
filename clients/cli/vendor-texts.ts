import type { Sentence } from "../../shared/domain/sentence.ts";

/** Batches that a vendor digitises. */
export const vendorTexts = {
  vendorAbout: {
    zh: "外包数字化批次：登记公司、声明不涉密、指派人员、凭许可上传",
    en: "batches that a vendor digitises: name it, declare, assign, upload by permit",
  },
  vendorNameAbout: { zh: "为批次登记数字化公司及其资质和作业期（档案员）", en: "name a batch's vendor (archivists)" },
  vendorDeclareAbout: {
    zh: "声明批次不涉密、不含敏感信息，写入历史（保密员）",
    en: "declare that nothing in the batch is secret; goes into the history (security officers)",
  },
  vendorAssignAbout: {
    zh: "指派可上传的公司人员；不写人员即全部撤销（档案员）",
    en: "assign who of the vendor may upload, all of them; nobody named takes it from all (archivists)",
  },
  vendorUploadAbout: { zh: "以公司人员身份凭许可上传扫描件", en: "upload scans by permit (vendors)" },
  vendorNameOption: { zh: "公司名称", en: "name of the vendor" },
  qualificationOption: { zh: "资质证书编号", en: "number of its qualification certificate" },
  expiresOption: { zh: "资质有效期末日，如 2027-12-31", en: "last day on which that holds, as 2027-12-31" },
  windowFromOption: { zh: "作业期起，如 2026-12-01T08:00:00Z", en: "uploads from then on, as 2026-12-01T08:00:00Z" },
  windowUntilOption: { zh: "作业期止", en: "uploads until then" },
  declarationOption: { zh: "声明全文", en: "the declaration, word for word" },
  personOption: { zh: "人员的登录标识（sub），可重复", en: "the person's sign-in identity (sub), repeatable" },
  vendorTermsMalformed: {
    zh: "这些选项的写法不对：{fields}。日期写作 2027-12-31，时刻写作 2026-12-01T08:00:00Z，作业期止须晚于起。",
    en: "These options are malformed: {fields}. A day is 2027-12-31, a moment 2026-12-01T08:00:00Z, and uploads end after they begin.",
  },
  vendorStands: {
    zh: "批次 {batch}：{name}，资质 {number} 至 {expires}，作业期 {from} 至 {until}",
    en: "Batch {batch}: {name}, qualification {number} until {expires}, uploads from {from} to {until}",
  },
  vendorNone: { zh: "批次 {batch} 还没有登记公司。", en: "Batch {batch} has no vendor yet." },
  vendorDeclared: { zh: "不涉密声明：{by}，{at}", en: "Declared not secret: {by}, {at}" },
  vendorUndeclared: { zh: "尚无不涉密声明：声明之前不能上传", en: "Not declared yet: nothing can be uploaded before" },
  vendorAssigned: { zh: "可上传人员：{people}", en: "May upload: {people}" },
  vendorAssignedNone: { zh: "可上传人员：无", en: "May upload: nobody" },
  vendorSent: {
    zh: "已传 {sent}；馆内已有 {held}；拒收 {refused}；还在检查 {waiting}",
    en: "sent {sent}; the archive has {held}; refused {refused}; being checked {waiting}",
  },
  uploadDenied: {
    zh: "{key} 没有传成：S3 拒绝（{status}）。文件若在读取后改动过，请重新运行；许可过期也请重新运行。",
    en: "{key} was not uploaded: S3 refused it ({status}). If the file has changed since it was read, or the permit ran out, run this again.",
  },
  batchAmendAbout: {
    zh: "按提供者书面同意更改利用限制（审定人）",
    en: "put other restrictions under a batch, by the giver's written consent (approvers)",
  },
  consentOption: { zh: "书面同意的文号", en: "reference of the giver's written consent" },
  batchDoubleAbout: {
    zh: "双套核对：纸质案卷与数字副本逐卷比对",
    en: "compare the paper volumes of the hand-over list with the digital sets that came",
  },
  doubleNone: {
    zh: "批次 {batch} 的移交清册没有列出案卷，无从核对。",
    en: "The hand-over list of batch {batch} names no volumes: there is nothing to compare.",
  },
  doubleMatches: {
    zh: "双套相符：纸质 {paper} 卷，数字 {digital} 卷",
    en: "Both sets match: {paper} paper volumes, {digital} digital ones",
  },
  doubleDiffers: {
    zh: "双套不符：纸质 {paper} 卷，数字 {digital} 卷",
    en: "The sets differ: {paper} paper volumes, {digital} digital ones",
  },
  doubleWithoutDigital: { zh: "  有纸质无数字：{code}", en: "  no digital set: {code}" },
  doubleWithoutPaper: { zh: "  有数字无纸质：{code}", en: "  no paper volume: {code}" },
  doubleNotListed: { zh: "  清册未列：{code}", en: "  not on the list: {code}" },
} as const satisfies Readonly<Record<string, Sentence>>;
