import type { Sentence } from "../../shared/domain/sentence.ts";

/** Batches under their terms. */
export const accessionTexts = {
  batchAbout: { zh: "开立、关闭、接收、退回批次", en: "open, close, accept, return batches" },
  batchOpenAbout: {
    zh: "开立批次并登记接收方式（档案员）",
    en: "open a batch under its terms (archivists)",
  },
  batchCloseAbout: { zh: "关闭批次，此后不再接收（档案员）", en: "close a batch: nothing more comes (archivists)" },
  batchAcceptAbout: { zh: "检测后接收批次（审定人）", en: "take a tested batch over (approvers)" },
  batchReturnAbout: {
    zh: "退回批次：其页撤下，原件字节仍保留（审定人）",
    en: "return a batch: its pages are withdrawn, their bytes stay (approvers)",
  },
  batchConvertAbout: {
    zh: "登记备份转为进馆，摘要不变（审定人）",
    en: "convert a registration backup into holdings, digest for digest (approvers)",
  },
  batchReportAbout: {
    zh: "查看批次的四性检测结果，可另存报告（JSON、PDF、图）与签名",
    en: "show what the four-property tests of a batch came to; keep the report (JSON, PDF, picture) and its signature",
  },
  reportAwaited: {
    zh: "正在等待检测：全部识读并核验副本之后开始（可随时按 Ctrl-C，检测照常进行）",
    en: "Waiting for the tests: they begin when everything is read and safe (Ctrl-C at any time; they go on)",
  },
  reportOutOption: { zh: "另存报告的文件夹", en: "folder to keep the report in" },
  exceptionsOption: {
    zh: "必检项未通过仍接收的理由，写入历史",
    en: "why it is accepted although required checks were not passed; goes into the history",
  },
  reportTitle: {
    zh: "批次 {batch} 四性检测：{outcome}（{pages} 页，{at}）",
    en: "Four-property tests of batch {batch}: {outcome} ({pages} pages, {at})",
  },
  reportTitleKept: {
    zh: "批次 {batch} 长期保存检测：{outcome}（{pages} 页，{at}）",
    en: "Four-property tests of what is kept of batch {batch}: {outcome} ({pages} pages, {at})",
  },
  reportProperty: {
    zh: "  {name}：通过 {passed}，未通过 {failed}，无法检测 {unchecked}",
    en: "  {name}: {passed} passed, {failed} failed, {unchecked} could not be checked",
  },
  reportCheck: { zh: "{mark} {title}（{count} 处）", en: "{mark} {title} ({count})" },
  reportRequired: { zh: "须处理", en: "required" },
  reportSaved: { zh: "已保存 {path}", en: "Kept {path}" },
  reportAltered: {
    zh: "取得的报告（{format}）与其摘要不符，没有保存。请重试；仍不符时请告知运维人员。",
    en: "The report as fetched ({format}) does not have its digest and was not kept. Try again; tell the operator if it stays so.",
  },
  propertyAuthenticity: { zh: "真实性", en: "authenticity" },
  propertyIntegrity: { zh: "完整性", en: "completeness" },
  propertyUsability: { zh: "可用性", en: "usability" },
  propertySecurity: { zh: "安全性", en: "security" },
  outcomePassed: { zh: "通过", en: "passed" },
  outcomeFailed: { zh: "未通过", en: "failed" },
  outcomeUnchecked: { zh: "有项目无法检测", en: "could not check everything" },
  batchOption: { zh: "批次号", en: "name of the batch" },
  reasonOption: { zh: "办理理由，写入历史", en: "why; goes into the history" },
  typeOption: {
    zh: "接收方式：transfer 移交、donation 捐赠、purchase 购买、loan 寄存、custody 代存、reproduction 复制、registration-backup 登记备份",
    en: "how the records come",
  },
  giverOption: { zh: "移交单位或提供者", en: "who gives the records" },
  agreementOption: { zh: "协议或移交文件的文号", en: "reference of the agreement" },
  forbidOption: {
    zh: "对方限制的利用，可重复：consultation 查阅、copying 复制、publication 公布",
    en: "a use that the giver forbids; may be repeated",
  },
  expectedItemsOption: { zh: "移交清册所列件数", en: "items by the hand-over list" },
  expectedPagesOption: { zh: "移交清册所列页数", en: "pages by the hand-over list" },
  expectedVolumesOption: { zh: "移交清册所列卷数", en: "volumes by the hand-over list" },
  classificationOption: {
    zh: "移交清册标明的密级；除“无”外一律不接收",
    en: "密级 by the hand-over list; anything but none is refused",
  },
  batchStands: {
    zh: "批次 {batch}：{state}，{type}，来自 {giver}",
    en: "Batch {batch}: {state}, {type}, from {giver}",
  },
  batchHeld: {
    zh: "该批次因发现密级标志已整批封存，请联系本馆保密员。",
    en: "The batch is held because a secrecy mark was found: ask the archive's security officer.",
  },
  postTokenMissing: {
    zh: "没有档案馆 {archive} 相应岗位（{role}）的令牌：请把令牌放在环境变量 LANTAI_TOKEN 中。",
    en: "There is no token of a {role} of archive {archive}: put one into LANTAI_TOKEN.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
