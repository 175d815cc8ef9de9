import { mayOperate, type Viewer } from "../domain/viewer.ts";
import { CallerError } from "./errors.ts";

/** @throws CallerError `not-allowed` for anyone who does not run the service. */
export const operatorsOnly = (viewer: Viewer): void => {
  if (mayOperate(viewer)) return;
  throw new CallerError("not-allowed", {
    zh: "只有平台运维员可以使用此功能。请换用运维账号，或联系平台运维。",
    en: "Only platform operators may do this. Sign in as one, or ask them.",
  });
};
