import type { Sentence } from "../../shared/domain/sentence.ts";
import { CallerError } from "../../shared/runtime/errors.ts";

const sentences = {
  archivist: {
    zh: "只有本馆档案员可以起草。请换用档案员账号。",
    en: "Only the archive's archivists draft this. Sign in as one.",
  },
  approver: {
    zh: "只有本馆审定人可以审核同意或撤回。请换用审定人账号。",
    en: "Only the archive's approvers approve or withdraw this. Sign in as one.",
  },
  reviewer: {
    zh: "只有本馆鉴定员、档案员或审定人可以初审或撤回销毁清册。请换用相应账号。",
    en: "Only the archive's appraisers, archivists and approvers review or withdraw a destruction list. Sign in as one.",
  },
  listApprover: {
    zh: "只有本馆审定人可以审定销毁清册。请换用审定人账号。",
    en: "Only the archive's approvers approve a destruction list. Sign in as one.",
  },
  freezer: {
    zh: "只有本馆鉴定员、档案员或审定人可以冻结档案。请换用相应账号。",
    en: "Only the archive's appraisers, archivists and approvers hold items against destruction. Sign in as one.",
  },
  unfreezer: {
    zh: "只有本馆审定人可以解除冻结。请换用审定人账号。",
    en: "Only the archive's approvers let go of items that are held. Sign in as one.",
  },
  reader: {
    zh: "只有本馆人员可以查看。请换用本馆账号。",
    en: "Only the archive's own people see this. Sign in as one of them.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** @throws CallerError `not-allowed`, naming whose post (岗位) it is. */
export const postOnly = (allowed: boolean, post: keyof typeof sentences): void => {
  if (!allowed) throw new CallerError("not-allowed", sentences[post]);
};
