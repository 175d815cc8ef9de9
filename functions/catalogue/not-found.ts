import { CallerError } from "../../shared/runtime/errors.ts";

/** The same answer for what is not there and for what the caller may not know of. */
export const itemNotFound = (): CallerError =>
  new CallerError("not-found", {
    zh: "没有找到该档号，或您无权查看。请核对档案馆代码和档号。",
    en: "No such archival code, or you may not see it. Check the archive code and the archival code.",
  });

export const pageTextNotFound = (): CallerError =>
  new CallerError("not-found", {
    zh: "该页还没有识别文字，或该页不存在。请查看条目的识别状态。",
    en: "This page has no text yet, or there is no such page. Look at the item's reading state.",
  });

export const batchNotFound = (): CallerError =>
  new CallerError("not-found", {
    zh: "没有找到该批次，或您无权查看。请核对档案馆代码和批次号。",
    en: "No such batch, or you may not see it. Check the archive code and the batch id.",
  });
