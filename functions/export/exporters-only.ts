import { CallerError } from "../../shared/runtime/errors.ts";

/** @throws CallerError `not-allowed`, naming whose post (岗位) it is. */
export const exportersOnly = (allowed: boolean): void => {
  if (!allowed)
    throw new CallerError("not-allowed", {
      zh: "只有保管该档案的档案馆的档案员和审定人可以导出。请换用相应账号，或请该馆办理。",
      en: "Only archivists and approvers of the archive that holds the records export them. Sign in as one, or ask that archive.",
    });
};
