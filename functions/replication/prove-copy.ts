import { originalKey, ocrResultKey } from "../../shared/domain/holdings-key.ts";
import { isToBeErased, type Page } from "../../shared/domain/page.ts";
import { replicaState, type CopyManifest, type CopyReceipt } from "../../shared/domain/region-copy.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { CopyStore } from "../../shared/storage/copy-store.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";

export type ProveCopyDeps = {
  readonly region: string;
  readonly holdings: Holdings;
  readonly copies: CopyStore;
  readonly receipts: ReadonlyMap<string, WorkQueue<CopyReceipt>>;
  readonly clock: Clock;
};

type Outcome = CopyReceipt["outcome"];

/**
 * Reads a copy back where it lies, with credentials of this region only, and compares it with what the manifest says must
 * lie there. Equal, or no longer standing: this region knows of it from now on. Either way the home region gets a receipt; of its
 * own bytes, which it reads again in the same way, it sends one to itself.
 * @throws TryAgain when the home region cannot be reached.
 */
export const proveCopy =
  ({ region, holdings, copies, receipts, clock }: ProveCopyDeps) =>
  async (manifest: CopyManifest, { received }: Delivery): Promise<void> => {
    if (manifest.to !== region) throw new Error(`a copy for ${manifest.to} came to ${region}`);
    const { page, item } = manifest;
    if (isToBeErased(page)) throw new Error(`what lies here of a ${page.state} page is erased, not proven`);
    const outcome = await readBack(holdings, copies, manifest, clock);
    // That a page no longer stands is known here from now on, whatever has become of its copy.
    const tells = outcome.state === "proven" || page.state !== "kept";
    if (tells && page.homeRegion !== region)
      try {
        await copies.record(item, { ...page, replicas: foundHere(page, region, outcome) });
      } catch (error) {
        if (error instanceof StateMoved) throw new TryAgain("another copy of this page is being recorded", 1);
        throw error;
      }
    const home = receipts.get(manifest.from);
    if (home === undefined) throw new Error(`no way is known to home region ${manifest.from}`);
    const { archiveId, archivalCode, version, revision } = page;
    try {
      await home.send({ region, archiveId, archivalCode, page: page.page, version, revision, outcome });
    } catch (cause) {
      throw new TryAgain(`receipt to ${manifest.from} did not arrive`, backOffSeconds(received), { cause });
    }
  };

const readBack = async (
  holdings: Holdings,
  copies: CopyStore,
  { page, since = page.acceptedAt }: CopyManifest,
  clock: Clock,
): Promise<Outcome> => {
  const failed = (code: Extract<Outcome, { state: "failed" }>["code"]): Outcome => ({
    state: "failed",
    code,
    failedAt: clock().toISOString(),
  });
  const { sha256 } = page.file;
  // The pages of one file share its bytes: what was read back for one of them counts for the others of the same delivery,
  // but not for the same bytes delivered once more, nor for a later recheck.
  const foundWrong = [page.original, ...page.replicas].some((copy) => copy?.state === "failed");
  let provenAt = foundWrong ? undefined : await copies.provenSince(page.archiveId, sha256, since);
  if (provenAt === undefined) {
    const found = await holdings.digest(originalKey(page.archiveId, sha256));
    if (found === undefined) return failed("bytes-missing");
    if (found !== sha256) return failed("bytes-differ");
    provenAt = clock().toISOString();
    await copies.noteProven(page.archiveId, sha256, provenAt);
  }
  if (page.reading.state !== "read") return { state: "proven", sha256, provenAt };
  const text = await holdings.digest(ocrResultKey(page.archiveId, page.reading.sha256));
  if (text === undefined) return failed("text-missing");
  if (text !== page.reading.sha256) return failed("text-differs");
  return { state: "proven", sha256, ocrSha256: text, provenAt };
};

/** What this region found itself, in the record it keeps; what it knows of other regions is what home knew. */
const foundHere = (page: Page, region: string, outcome: Outcome): Page["replicas"] =>
  page.replicas.map((copy) =>
    copy.region === region ? { region, revision: page.revision, ...replicaState(outcome) } : copy,
  );
