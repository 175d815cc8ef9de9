import type { ListRefusal } from "../../shared/domain/destruction-list.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";
import { CallerError } from "../../shared/runtime/errors.ts";

const sentences: Readonly<Record<ListRefusal, Sentence>> = {
  "not-draft": {
    zh: "该销毁清册已不是草稿。请另立清册，或先撤回。",
    en: "This destruction list is no draft any more. Draft another list, or withdraw this one.",
  },
  "not-reviewed": {
    zh: "该销毁清册尚未初审（或已作决定）。请先由另一人初审。",
    en: "This destruction list is not reviewed, or was decided already. Have another person review it first.",
  },
  "same-person": {
    zh: "起草、初审、审定须为三人。请由未参与的人办理。",
    en: "Drafter, reviewer and approver are three people. Ask somebody who has had no part in it.",
  },
  "not-found": { zh: "没有该销毁清册。请核对编号。", en: "There is no such destruction list. Check its name." },
  "not-approved": {
    zh: "该销毁清册尚未审定（或已撤回），不能销毁。请先审定。",
    en: "This destruction list is not approved, or was withdrawn. Nothing goes before it is approved.",
  },
  "under-way": {
    zh: "该销毁清册已在执行或已执行，不能再改。尚未销毁的档案可以冻结。",
    en: "This destruction list is being carried out, or was. Freeze items that are not destroyed yet and have to stay.",
  },
  decided: { zh: "该销毁清册已撤回。", en: "This destruction list was withdrawn already." },
};

/** @throws CallerError saying what can be done instead. */
export const listRefused = (why: ListRefusal): CallerError =>
  new CallerError(why === "not-found" ? "not-found" : "not-now", sentences[why]);
