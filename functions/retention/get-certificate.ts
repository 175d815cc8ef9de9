import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { certificateAnswer } from "../../shared/contract/destruction-routes.ts";
import { mayReadHistory, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";

export type GetCertificateDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly lists: Pick<DestructionStore, "get">;
  readonly evidence: Evidence;
};

const none = (): CallerError =>
  new CallerError("not-found", {
    zh: "没有该销毁清册的凭证。清册全部执行完毕后才签署；请核对编号，或用 destruction show 查看进度。",
    en: "No certificate of such a list. One is signed when all of it is done; check its name, or look at the list how far it is.",
  });

/** The certificate of a list that was carried out, with addresses of what it speaks of. */
export const getCertificate =
  ({ region, archives, lists, evidence }: GetCertificateDeps) =>
  async (
    { archiveId, listId }: { readonly archiveId: string; readonly listId: string },
    viewer: Viewer,
  ): Promise<z.input<typeof certificateAnswer>> => {
    if (!mayReadHistory(viewer, archiveId)) throw none();
    homeOnly(archives, archiveId, region);
    const certificate = (await lists.get(archiveId, listId))?.certificate;
    if (certificate === undefined) throw none();
    const { at, sha256, listSha256, pageSha256 } = certificate;
    const [jws, list, page] = await Promise.all([
      evidence.text(archiveId, "destruction-certificate", sha256),
      evidence.address(archiveId, "destruction-list", listSha256),
      evidence.address(archiveId, "destruction-page", pageSha256),
    ]);
    return {
      ...{ archiveId, listId, at, sha256, jws },
      list: { sha256: listSha256, address: list },
      page: { sha256: pageSha256, address: page },
    };
  };
