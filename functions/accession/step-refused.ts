import type { StepRefusal } from "../../shared/domain/accession.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";
import { CallerError } from "../../shared/runtime/errors.ts";

const sentences: Readonly<Record<StepRefusal, Sentence>> = {
  "already-opened": {
    zh: "该批次已经开立。请核对批次号，或另用一个批次号。",
    en: "This batch was opened already. Check its name, or choose another.",
  },
  "not-opened": {
    zh: "该批次尚未开立。请先开立批次并登记接收方式。",
    en: "Nobody has opened this batch. Open it first, with the kind of accession.",
  },
  "not-open": {
    zh: "该批次已经关闭，不能再次关闭。请查看批次状态。",
    en: "This batch is closed already. Look at its state.",
  },
  "not-closed": {
    zh: "该批次仍在接收中。请先关闭批次。",
    en: "This batch still takes scans. Close it first.",
  },
  "not-tested": {
    zh: "该批次的四性检测尚未完成（或尚未接收）。请先关闭批次并等待检测完成。",
    en: "The four-property tests of this batch are not done (or it was not accepted). Close it and wait for its tests.",
  },
  "checks-failed": {
    zh: "该批次有必检项未通过。请查看检测报告；如仍要接收，请在 exceptions 中写明理由。",
    en: "Required checks of this batch were not passed. Read its report; to accept it all the same, say why in `exceptions`.",
  },
  held: {
    zh: "该批次因发现密级标志已整批封存。请联系本馆保密员。",
    en: "This batch is held because a secrecy mark was found. Ask the archive's security officer.",
  },
  decided: {
    zh: "该批次已经作出接收或退回的决定，不能更改。",
    en: "It was already decided to accept or return this batch; that does not change.",
  },
  "not-held": {
    zh: "该批次没有被封存，无需解除。请核对批次号。",
    en: "This batch is not held; there is nothing to release. Check its name.",
  },
  "already-held": {
    zh: "该批次已经封存。请查看封存原因。",
    en: "This batch is held already. Look at why.",
  },
  "same-person": {
    zh: "开立、关闭或封存该批次的人不能自行解除封存。请由另一名保密员办理。",
    en: "Whoever opened, closed or held this batch does not release it. Ask another security officer.",
  },
  "not-backup": {
    zh: "只有登记备份的批次可以转为进馆。",
    en: "Only a registration backup can be converted into holdings.",
  },
  "no-vendor": {
    zh: "该批次没有登记外包单位。请先登记外包单位、资质编号和作业时段。",
    en: "No vendor is named for this batch. Name it first, with its qualification and window.",
  },
};

/** Why a step cannot be made now, and what can. */
export const stepRefused = (why: StepRefusal): CallerError => new CallerError("not-now", sentences[why]);
