import type { Sentence } from "../../shared/domain/sentence.ts";

/** What is to go, what went, and what may not. */
export const destructionTexts = {
  destructionAbout: { zh: "销毁清册：起草、初审、审定", en: "destruction lists: drafted, reviewed, approved" },
  destructionDraftAbout: {
    zh: "把到期档案列入销毁清册（档案员），每次最多 90 件",
    en: "put due items on a destruction list (archivists), up to 90 at once",
  },
  destructionReviewAbout: { zh: "初审（鉴定员，不得为起草人）", en: "review a list (appraisers, not who drafted it)" },
  destructionApproveAbout: {
    zh: "审定（审定人，不得为起草人或初审人）",
    en: "approve a list (approvers, not who drafted or reviewed it)",
  },
  destructionWithdrawAbout: { zh: "撤回清册，所列档案照旧保管", en: "withdraw a list; its items stay" },
  destructionShowAbout: { zh: "查看清册及逐件情况", en: "show a list and its items" },
  destructionCarryOutAbout: {
    zh: "执行已审定的清册（不得为审定人）：逐件销毁，不可恢复",
    en: "carry an approved list out (not who approved it): its items are destroyed for good",
  },
  supervisorOption: { zh: "监销人姓名，至少两人，可重复", en: "name of a supervisor, at least two; repeat it" },
  destructionCertificateAbout: {
    zh: "取得销毁凭证、清单、可打印页和本馆公钥",
    en: "fetch the certificate of a list, what it lists, the page to print and the archive's public keys",
  },
  destructionVerifyAbout: {
    zh: "离线核验销毁凭证及其清单，不联网，不需登录",
    en: "check a certificate and its list without network or sign-in",
  },
  certificateFileArgument: { zh: "销毁凭证文件（.jws）", en: "the certificate (.jws)" },
  certificateKeysOption: {
    zh: "该馆公钥文件（默认在凭证旁）",
    en: "the archive's public keys (default: beside the certificate)",
  },
  certificateListOption: { zh: "清单文件（默认在凭证旁）", en: "its list (default: beside the certificate)" },
  certificateHolds: {
    zh: "凭证有效：档案馆 {archive} 于 {at} 签名，签后未改动（完整性签名，不是电子印章）",
    en: "The certificate holds: archive {archive} signed it at {at}, and it was not changed since (an integrity signature, no seal)",
  },
  certificateSays: {
    zh: "销毁清册 {list}：已销毁 {destroyed} 件，未销毁 {spared} 件；监销人 {supervisors}",
    en: "Destruction list {list}: {destroyed} items destroyed, {spared} spared; supervised by {supervisors}",
  },
  certificateListHolds: { zh: "清单与凭证相符", en: "The list is the one the certificate speaks of" },
  certificateListDiffers: {
    zh: "清单与凭证不符：清单摘要是 {sha256}",
    en: "The list is not the one the certificate speaks of: its digest is {sha256}",
  },
  "certificateFails.not-signed": {
    zh: "这不是签过名的凭证，或已损坏",
    en: "This is no signed certificate, or it is damaged",
  },
  "certificateFails.other-type": {
    zh: "签名有效，但签的不是销毁凭证",
    en: "The signature holds, but under something else than a certificate of destruction",
  },
  "certificateFails.unknown-key": {
    zh: "所给公钥都不是签名所用的。请向出具凭证的档案馆取得公钥。",
    en: "None of the keys made this signature. Get the keys from the archive that signed it.",
  },
  "certificateFails.changed": { zh: "凭证在签名后被改动", en: "The certificate was changed after it was signed" },
  "certificateFails.not-a-certificate": {
    zh: "签名有效，但内容不是销毁凭证",
    en: "The signature holds, but what it signs is no certificate of destruction",
  },
  "became.destroyed": { zh: "已销毁", en: "destroyed" },
  "became.erasing": { zh: "正在清除", en: "being erased" },
  listProgress: {
    zh: "已销毁 {destroyed} 件（其中已清除 {erased} 件），未销毁 {spared} 件",
    en: "{destroyed} destroyed, {erased} of them erased everywhere; {spared} spared",
  },
  listOption: { zh: "清册编号，由本馆自定", en: "name of the list, chosen by the archive" },
  destructionTitleOption: { zh: "清册名称", en: "title of the list" },
  groundOption: { zh: "销毁依据", en: "the ground on which they go" },
  opinionOption: { zh: "鉴定意见", en: "what appraisal found" },
  codesArgument: { zh: "档号", en: "archival codes" },
  destructionStands: {
    zh: "销毁清册 {list}：{state}，{title}，{items} 件",
    en: "destruction list {list}: {state}, {title}, {items} items",
  },
  "listState.draft": { zh: "草稿", en: "draft" },
  "listState.reviewed": { zh: "已初审", en: "reviewed" },
  "listState.approved": { zh: "已审定", en: "approved" },
  "listState.carrying-out": { zh: "销毁中", en: "being carried out" },
  "listState.carried-out": { zh: "已销毁", en: "carried out" },
  "listState.withdrawn": { zh: "已撤回", en: "withdrawn" },
  listStep: { zh: "{at} {to} {actor}：{reason}", en: "{at} {to} by {actor}: {reason}" },
  freezeAbout: { zh: "冻结：不得销毁的档案", en: "items that are held against destruction" },
  freezeSetAbout: {
    zh: "为某事由冻结档案（鉴定员、档案员、审定人）",
    en: "hold items for a matter (appraisers, archivists, approvers)",
  },
  freezeReleaseAbout: { zh: "就某事由解除冻结（审定人）", en: "let go of items for a matter (approvers)" },
  freezeListAbout: { zh: "列出被冻结的档案", en: "list what is held" },
  matterOption: { zh: "事由：案号、审计号、申请号等", en: "the matter: number of a case, an audit, a request" },
  itemFrozen: { zh: "{code}：冻结中（{matters}）", en: "{code}: held for {matters}" },
  itemFree: { zh: "{code}：未冻结", en: "{code}: not held" },
  nothingFrozen: { zh: "没有被冻结的档案。", en: "Nothing is held." },
} as const satisfies Readonly<Record<string, Sentence>>;
