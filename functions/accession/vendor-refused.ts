import type { Sentence } from "../../shared/domain/sentence.ts";
import type { PermitRefusal } from "../../shared/domain/vendor-refusal.ts";
import { VendorRefused } from "../../shared/runtime/vendor-attempts.ts";

const sentences: Readonly<Record<PermitRefusal, Sentence>> = {
  "not-assigned": {
    zh: "您未被分派到该批次。请核对档案馆代码和批次号，或联系档案馆的档案员。",
    en: "You are not assigned to this batch. Check the archive code and the batch id, or ask the archive's archivist.",
  },
  "batch-held": {
    zh: "该批次已封存。请停止作业，并联系档案馆的保密员。",
    en: "This batch is held. Stop working on it and ask the archive's security officer.",
  },
  "batch-closed": {
    zh: "该批次已关闭，不再接收。请联系档案馆的档案员。",
    en: "This batch is closed and takes nothing more. Ask the archive's archivist.",
  },
  "no-declaration": {
    zh: "档案馆尚未对该批次作出不涉密声明，不得作业。请联系档案馆的保密员或档案员。",
    en: "The archive has not declared that this batch bears no secret. Ask its security officer or archivist before you begin.",
  },
  "qualification-expired": {
    zh: "登记的资质已过有效期。请把新的资质证书交档案馆登记。",
    en: "The qualification on record has expired. Give the archive the new one to register.",
  },
  "before-window": {
    zh: "尚未到登记的作业时段。请在作业时段内上传。",
    en: "The window of this work has not begun. Upload within it.",
  },
  "after-window": {
    zh: "登记的作业时段已过。请联系档案馆的档案员延长。",
    en: "The window of this work is over. Ask the archive's archivist to extend it.",
  },
  "key-outside-batch": {
    zh: "对象键不在所分派的批次之内；此次操作已记入历史。请核对后重新申请。",
    en: "A key leads out of the batch you are assigned to; this attempt was noted. Correct it and ask again.",
  },
};

/** Why a vendor gets no permit at all. */
export const permitRefused = (why: PermitRefusal): VendorRefused => new VendorRefused(why, sentences[why]);
