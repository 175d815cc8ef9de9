import type * as z from "zod";
import type { itemAnswer } from "../../shared/contract/routes.ts";
import { isSafe, type Page, type Reading } from "../../shared/domain/page.ts";
import { retentionAnswerOf } from "../../shared/domain/retention-answer.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { retentionOf, type RetentionOfDeps } from "../../shared/storage/retention-of.ts";
import { itemNotFound } from "./not-found.ts";
import { canonicalCode } from "./canonical-code.ts";

export type GetItemDeps = RetentionOfDeps & { readonly region: string; readonly pages: PageStore };
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

/** An item as this region knows it, for a viewer who may read it; for all others it does not exist. */
export const getItem =
  (deps: GetItemDeps) =>
  async ({ archiveId, archivalCode }: { archiveId: string; archivalCode: string }, viewer: Viewer): Promise<Answer> => {
    const { region, pages } = deps;
    const code = canonicalCode(archivalCode);
    const item = mayRead(viewer, archiveId) ? await pages.item(archiveId, code) : undefined;
    if (item === undefined) throw itemNotFound();
    const kept = (await pages.pagesOf(archiveId, code)).filter((page) => page.state === "kept");
    return {
      archiveId,
      archivalCode: item.archivalCode,
      title: item.title,
      fonds: item.fonds,
      kind: item.kind,
      year: item.year,
      homeRegion: item.homeRegion,
      answeredFrom: region,
      pages: kept.map(pageOf),
      retention: item.homeRegion === region ? retentionAnswerOf(await retentionOf(deps, archiveId)(item)) : undefined,
      safe: kept.length > 0 && kept.every(isSafe),
    };
  };
