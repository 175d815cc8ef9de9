import type * as z from "zod";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { itemAnswer } from "../../shared/contract/item-routes.ts";
import type { DescribedUnit } from "../../shared/domain/description.ts";
import { isSafe, type Page, type Reading } from "../../shared/domain/page.ts";
import { retentionAnswerOf } from "../../shared/domain/retention-answer.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import { allMayComeIn, type DeclaredClassifications } from "../../shared/storage/declared-classifications.ts";
import { mayBeConsulted } from "../../shared/domain/permitted-use.ts";
import { mayFollowKeeping, mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { retentionOf, type RetentionOfDeps } from "../../shared/storage/retention-of.ts";
import { itemNotFound } from "./not-found.ts";
import { canonicalCode } from "./canonical-code.ts";

export type GetItemDeps = RetentionOfDeps & {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly pages: PageStore;
  readonly catalogues: Pick<CatalogueStore, "description">;
  readonly declared: Pick<DeclaredClassifications, "of">;
};
type Answer = z.input<typeof itemAnswer>;

const readingOf = (reading: Reading): Answer["pages"][number]["ocr"] => {
  switch (reading.state) {
    case "pending":
      return { state: "pending" };
    case "read":
      return { state: "read", confidence: reading.confidence, needsPerson: reading.needsPerson };
    case "failed":
      return { state: "failed", code: reading.code };
  }
};

const pageOf = (page: Page): Answer["pages"][number] => ({
  page: page.page,
  version: page.version,
  sha256: page.file.sha256,
  mediaType: page.file.mediaType,
  bytes: page.file.bytes,
  batchId: page.batchId,
  acceptedAt: page.acceptedAt,
  ocr: readingOf(page.reading),
  replicas: page.replicas.map(({ region, state, sha256, provenAt }) => ({ region, state, sha256, provenAt })),
});

const describedBy = ({ description, batchId, importId, row, describedAt }: DescribedUnit): Answer["description"] => {
  const { archiveId, archivalCode, level, ...said } = description;
  return { ...said, batchId, importId, row, describedAt };
};

/**
 * An item as this region knows it, for a viewer who may read it; for all others it does not exist. One that is only
 * described has no pages. Pages that nobody may open are shown, as digests and proofs, to those who answer for their keeping
 * only.
 */
export const getItem =
  (deps: GetItemDeps) =>
  async ({ archiveId, archivalCode }: { archiveId: string; archivalCode: string }, viewer: Viewer): Promise<Answer> => {
    const { region, archives, pages, catalogues, declared } = deps;
    const code = canonicalCode(archivalCode);
    const homeRegion = archives[archiveId]?.home;
    if (!mayRead(viewer, archiveId) || homeRegion === undefined) throw itemNotFound();
    const [item, described, declarations] = await Promise.all([
      pages.item(archiveId, code),
      catalogues.description({ archiveId, level: "item", archivalCode: code }),
      declared.of(archiveId, code),
    ]);
    // What was described before a 密级 was declared of it is not shown.
    const unit = allMayComeIn(declarations) ? described : undefined;
    if (item === undefined && unit === undefined) throw itemNotFound();
    const kept = (await pages.pagesOf(archiveId, code)).filter((page) => page.state === "kept");
    const shown = mayFollowKeeping(viewer, archiveId) ? kept : kept.filter(mayBeConsulted);
    if (shown.length < kept.length && shown.length === 0) throw itemNotFound();
    return {
      archiveId,
      archivalCode: code,
      title: unit?.description.title ?? item?.title ?? code,
      fonds: code.slice(0, code.indexOf("-")),
      kind: item?.kind,
      year: unit?.description.year ?? item?.year,
      homeRegion,
      answeredFrom: region,
      description: unit === undefined ? undefined : describedBy(unit),
      pages: shown.map(pageOf),
      destroyed: item?.destroyed,
      retention:
        item?.homeRegion === region && item.destroyed === undefined
          ? retentionAnswerOf(await retentionOf(deps, archiveId)(item))
          : undefined,
      safe: shown.length > 0 && shown.every(isSafe),
    };
  };
