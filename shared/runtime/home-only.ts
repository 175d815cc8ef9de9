import type { ArchiveRegistry } from "../contract/archives.ts";
import { CallerError } from "./errors.ts";

/**
 * A batch is decided of where its archive's records are written, and nowhere else.
 * @throws CallerError `other-region` naming the home region; `not-found` for an archive that is not on the platform.
 */
export const homeOnly = (archives: ArchiveRegistry, archiveId: string, region: string): void => {
  const home = archives[archiveId]?.home;
  if (home === region) return;
  if (home === undefined)
    throw new CallerError("not-found", {
      zh: `本平台没有档案馆代码 ${archiveId}。请核对。`,
      en: `No archive ${archiveId} is on this platform. Check the code.`,
    });
  throw new CallerError("other-region", {
    zh: `档案馆 ${archiveId} 的主区域是 ${home}，请在该区域办理。`,
    en: `The home region of archive ${archiveId} is ${home}. Ask there.`,
  });
};
