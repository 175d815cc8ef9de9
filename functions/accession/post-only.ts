import type { Sentence } from "../../shared/domain/sentence.ts";
import { CallerError } from "../../shared/runtime/errors.ts";

const sentences = {
  archivist: {
    zh: "只有本馆档案员可以开立或关闭批次。请换用档案员账号。",
    en: "Only the archive's archivists open and close batches. Sign in as one.",
  },
  "security-officer": {
    zh: "只有本馆保密员可以查看、作出或解除封存。请换用保密员账号。",
    en: "Only the archive's security officers see, make and lift holds. Sign in as one.",
  },
  approver: {
    zh: "只有本馆审定人可以决定接收、退回或转为进馆。请换用审定人账号。",
    en: "Only the archive's approvers accept, return or convert batches. Sign in as one.",
  },
  amender: {
    zh: "只有本馆审定人可以凭对方书面同意更改限制利用条款。请换用审定人账号。",
    en: "Only the archive's approvers change restrictions, by the giver's written consent. Sign in as one.",
  },
  declarer: {
    zh: "只有本馆保密员或档案员可以作不涉密声明。请换用相应账号。",
    en: "Only the archive's security officer or archivists declare that a batch bears no secret. Sign in as one.",
  },
  tester: {
    zh: "只有本馆档案员、审定人、保密员或审计员可以查看或要求长期保存检测。请换用相应账号。",
    en: "Only the archive's archivists, approvers, security officers and auditors see or ask for tests of what is kept. Sign in as one.",
  },
  vendor: {
    zh: "上传许可只发给外包人员。本馆人员请使用本馆的上传密钥。",
    en: "Upload permits are for vendors. People of the archive use the archive's own uploader key.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** @throws CallerError `not-allowed`, naming whose post (岗位) it is. */
export const postOnly = (allowed: boolean, post: keyof typeof sentences): void => {
  if (!allowed) throw new CallerError("not-allowed", sentences[post]);
};
