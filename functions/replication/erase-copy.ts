import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import { isToBeErased, type Page } from "../../shared/domain/page.ts";
import type { CopyManifest, CopyReceipt } from "../../shared/domain/region-copy.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { CopyStore } from "../../shared/storage/copy-store.ts";
import type { EraseObjects } from "../../shared/storage/erase-objects.ts";
import type { FileUse, FileUses } from "../../shared/storage/file-uses.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

export type EraseCopyDeps = {
  readonly region: string;
  readonly pages: PageStore;
  readonly copies: CopyStore;
  readonly uses: FileUses;
  /** In this region's holdings. */
  readonly objects: EraseObjects;
  /** Of this region. */
  readonly proof: WorkQueue<CopyManifest>;
  readonly receipts: ReadonlyMap<string, WorkQueue<CopyReceipt>>;
  readonly clock: Clock;
};

/**
 * Takes back what lies here of a page whose batch is held (保密法 art. 31(3)) or whose item an approved list destroyed (档案法
 * art. 21): this region knows from now on that the page stands no longer, and then erases its bytes, its text and those of its
 * earlier versions, in every version S3 keeps. What another page has too stays, but for one of the same batch that is held.
 * Never at home. The home region gets two receipts, and asks again until it has the second from late enough that no copy can
 * still have been on its way.
 * @throws TryAgain when the home region cannot be reached, or another copy of the page is being recorded.
 */
export const eraseCopy =
  (deps: EraseCopyDeps) =>
  async (manifest: CopyManifest, { received }: Delivery): Promise<void> => {
    const { region, copies, pages } = deps;
    const { page, item } = manifest;
    if (manifest.to !== region || page.homeRegion === region || !isToBeErased(page))
      throw new Error(`${page.archivalCode}/${page.page} is not to be erased in ${region}`);
    try {
      await copies.record(item, setAsideHere(page, region));
    } catch (error) {
      if (error instanceof StateMoved) throw new TryAgain("another copy of this page is being recorded", 1);
      throw error;
    }
    const known = await pages.get(page);
    // Released meanwhile: its copy is as good as any.
    if (known !== undefined && known.revision > page.revision) return;
    await tellHome(deps, page, received, { state: "set-aside", at: deps.clock().toISOString() });
    for (const { key, sha256 } of piecesOf(manifest)) await eraseUnlessUsed(deps, page, key, sha256);
    await tellHome(deps, page, received, { state: "erased", at: deps.clock().toISOString() });
  };

const setAsideHere = (page: Page, region: string): Page => ({
  ...page,
  replicas: page.replicas.map((copy) =>
    copy.region === region ? { region, revision: page.revision, state: "pending" } : copy,
  ),
});

type Piece = { readonly key: string; readonly sha256: string };

const piecesOf = ({ page, earlier = [] }: CopyManifest): Piece[] => {
  const { archiveId, file, reading } = page;
  const ocrSha256 = reading.state === "read" ? reading.sha256 : undefined;
  return [{ sha256: file.sha256, ocrSha256 }, ...earlier].flatMap(({ sha256, ocrSha256 }) => [
    { key: originalKey(archiveId, sha256), sha256 },
    ...(ocrSha256 === undefined ? [] : [{ key: ocrResultKey(archiveId, ocrSha256), sha256: ocrSha256 }]),
  ]);
};

/** Pages that have these bytes or this text here for good reason: of other batches than one that is held, and not to be erased themselves. */
const othersWith = async ({ pages, uses }: EraseCopyDeps, page: Page, sha256: string): Promise<FileUse[]> => {
  const { archiveId, batchId } = page;
  const others: FileUse[] = [];
  for (const use of await uses.of(archiveId, sha256)) {
    if (page.state === "quarantined" && use.batchId === batchId) continue;
    const other = await pages.get({ archiveId, archivalCode: use.archivalCode, page: use.page });
    const isHeld = other?.state === "quarantined" && other.batchId === use.batchId;
    if (other !== undefined && other.state !== "destroyed" && !isHeld) others.push(use);
  }
  return others;
};

const eraseUnlessUsed = async (deps: EraseCopyDeps, page: Page, key: string, sha256: string): Promise<void> => {
  const { uses, objects } = deps;
  if ((await othersWith(deps, page, sha256)).length > 0) return;
  await uses.forgetProof(page.archiveId, sha256);
  await objects.erase(key);
  await proveAnew(deps, page, sha256);
};

/** Who came to have these bytes while they were being erased finds out now, and gets a good copy. */
const proveAnew = async (deps: EraseCopyDeps, page: Page, sha256: string): Promise<void> => {
  const { region, pages, proof, clock } = deps;
  const { archiveId } = page;
  for (const { archivalCode, page: number } of [page, ...(await othersWith(deps, page, sha256))]) {
    const now = await pages.get({ archiveId, archivalCode, page: number });
    const item = await pages.item(archiveId, archivalCode);
    if (now === undefined || isToBeErased(now) || item === undefined) continue;
    const sentAt = clock().toISOString();
    await proof.send({ from: now.homeRegion, to: region, page: now, item, sentAt, since: sentAt });
  }
};

const tellHome = async (
  { region, receipts }: EraseCopyDeps,
  { homeRegion, archiveId, archivalCode, page, version, revision }: Page,
  received: number,
  outcome: CopyReceipt["outcome"],
): Promise<void> => {
  const home = receipts.get(homeRegion);
  if (home === undefined) throw new Error(`no way is known to home region ${homeRegion}`);
  try {
    await home.send({ region, archiveId, archivalCode, page, version, revision, outcome });
  } catch (cause) {
    throw new TryAgain(`receipt to ${homeRegion} did not arrive`, backOffSeconds(received), { cause });
  }
};
