import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ArchivePlace, ArchiveRegistry } from "../../shared/contract/archives.ts";
import { gateOf, refusedByGate } from "../../shared/domain/batch-gate.ts";
import { keyMayComeIn, metadataMayComeIn } from "../../shared/domain/declared-classification.ts";
import { parseBagKey, largestBagBytes, type BagKey } from "../../shared/domain/bag-key.ts";
import { cameBefore, needsVersionOrder, type Arrival, type VersionOrder } from "../../shared/domain/arrival.ts";
import { parseCatalogueKey, type CatalogueKey } from "../../shared/domain/catalogue-key.ts";
import { parseHistoryKey, type HistoryKey } from "../../shared/domain/history-key.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { batchOfKey, parseIntakeKey } from "../../shared/domain/intake-key.ts";
import type { Page } from "../../shared/domain/page.ts";
import type { Refusal } from "../../shared/domain/refusal.ts";
import { refusedByOthersWork } from "../../shared/domain/vendor-work.ts";
import type { MalwareScan, MalwareScanner } from "../../shared/malware/malware-scanner.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { BagStore } from "../../shared/storage/bag-store.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import { allMayComeIn, type DeclaredClassifications } from "../../shared/storage/declared-classifications.ts";
import type { FileErasure, FileErasures } from "../../shared/storage/file-erasures.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import type { IntakeChanges, Refused } from "../../shared/storage/intake-changes.ts";
import type { IntakeObjects } from "../../shared/storage/intake-objects.ts";
import type { IntakeVersions } from "../../shared/storage/intake-versions.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { retryWhenMoved, StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import { describeByCode } from "./describe-by-code.ts";
import { examineFile } from "./examine-file.ts";
import type { IntakeLimits } from "./limits.ts";
import { toldAgain, toTheSecond, type ObjectCreated, type ObjectCreatedMessage } from "./object-created.ts";
import { placePages, type FitFile } from "./place-pages.ts";
import { bagSignatureBytes, refusedByBeginning, type ReceiveBag } from "./receive-bag.ts";
import type { ReceiveCatalogue } from "./receive-catalogue.ts";
import type { ReceiveHistory } from "./receive-history.ts";

export type ReceiveObjectDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly limits: IntakeLimits;
  readonly objects: IntakeObjects;
  readonly versions: IntakeVersions;
  readonly holdings: Holdings;
  readonly batches: BatchStore;
  readonly accessions: AccessionStore;
  readonly pages: PageStore;
  readonly declared: DeclaredClassifications;
  readonly erasures: Pick<FileErasures, "of">;
  readonly changes: IntakeChanges;
  readonly receiveCatalogue: ReceiveCatalogue;
  readonly bags: Pick<BagStore, "get">;
  readonly receiveBag: ReceiveBag;
  readonly receiveHistory: ReceiveHistory;
  readonly scanner: MalwareScanner;
  /** Where an object is told of again. */
  readonly again: WorkQueue<ObjectCreatedMessage>;
  readonly clock: Clock;
  /** A name no other file on this machine has. */
  readonly temporaryName: () => string;
  readonly temporaryFolder: string;
};

/** How long an object waits for a scanner that is away, and how long before it is asked again. */
const scanPatienceHours = 24;
const scanPauseSeconds = 30;

/** An object that keeps killing its function is refused at this delivery instead of being tried once more. */
const givesUpAt = 4;

type Named = Extract<ReturnType<typeof parseIntakeKey>, { ok: true }>;

/**
 * One uploaded object becomes pages of an item, or is refused with a reason; its bytes stay in intake either way. Every
 * step may be repeated: what is already done is recognised and left.
 */
export const receiveObject = (deps: ReceiveObjectDeps) => {
  const { batches, changes, clock } = deps;

  return async (event: ObjectCreated, { received }: Delivery): Promise<void> => {
    const named = parseIntakeKey(event.key);
    const { archiveId, batchId } = batchOfKey(named);
    const object = { archiveId, batchId, key: event.key, versionId: event.versionId };
    if (await batches.knows(object)) return;

    const refuse = async (refusal: Refusal, sha256?: string): Promise<void> => {
      const { actor, arrival } = event;
      const at = clock().toISOString();
      const standing = await standingOf(deps, event, named);
      await changes.refuse({ object, arrival, refusal, sha256, actor, at, standing });
    };

    try {
      if (!keyMayComeIn(event.key)) return await refuse(classified);
      const catalogue = parseCatalogueKey(event.key);
      const bag = parseBagKey(event.key);
      const history = parseHistoryKey(event.key);
      if (!named.ok && catalogue === undefined && bag === undefined && history === undefined)
        return await refuse({ code: named.code, facts: {} });
      const place = deps.archives[archiveId];
      if (place === undefined) return await refuse({ code: "archive-unknown", facts: { archiveId } });
      const early = refusedUnread(event, archiveId, place, deps, bag);
      if (early !== undefined) return await refuse(early);
      const ofItem = named.ok ? named : history;
      const barred =
        ofItem === undefined
          ? undefined
          : ((await refusedBySecrecy(deps, ofItem)) ?? (await refusedByDestruction(deps, ofItem)));
      if (barred !== undefined) return await refuse(barred);
      if (received >= givesUpAt) return await refuse({ code: "could-not-check", facts: {} });
      if (bag !== undefined) return await takeBag(deps, event, bag, refuse);
      if (history !== undefined) return await takeHistory(deps, event, history, refuse);
      if (catalogue !== undefined) return await takeCatalogue(deps, event, catalogue, refuse);
      if (named.ok) await takeOrRefuse(deps, event, named, place, refuse);
    } catch (error) {
      if (error instanceof StateMoved) throw new TryAgain("the item is being changed", backOffSeconds(received, 20));
      throw error;
    }
  };
};

/** Whether a bag is a good one, its validation tells; here only whether it is what its name says. */
const takeBag = async (
  { accessions, batches, objects, versions, receiveBag }: ReceiveObjectDeps,
  event: ObjectCreated,
  named: BagKey,
  refuse: (refusal: Refusal) => Promise<void>,
): Promise<void> => {
  const { archiveId, batchId } = named;
  const batch = await accessions.get(archiveId, batchId);
  const barred = refusedByGate(batch, event.arrival);
  if (barred !== undefined) return refuse(barred);
  const begins = await objects.beginning(event, bagSignatureBytes);
  if (begins === undefined) return;
  if (!metadataMayComeIn(begins.metadata)) return refuse(classified);
  const mismatch = refusedByBeginning(begins.first, named);
  if (mismatch !== undefined) return refuse(mismatch);
  const refused = await batches.refusalOf(archiveId, batchId, event.key);
  const order = await versionOrder({ versions }, event, refused === undefined ? [] : [refused.arrival]);
  const lifts = refused !== undefined && !cameBefore(event.arrival, refused.arrival, order);
  await receiveBag(event, named, batch, lifts);
};

/**
 * What came out of a bag came when the bag did, and from whom the bag did: a closing in between does not part a bag from
 * its batch.
 */
const asFromBag = async (
  { bags }: ReceiveObjectDeps,
  event: ObjectCreated,
  { archiveId, batchId }: CatalogueKey,
  bagId: string | undefined,
): Promise<{ readonly event: ObjectCreated; readonly gateArrival: Arrival }> => {
  const bag = bagId === undefined ? undefined : await bags.get(archiveId, batchId, bagId);
  return bag === undefined
    ? { event, gateArrival: event.arrival }
    : { event: { ...event, actor: bag.actor }, gateArrival: bag.arrival };
};

/** A catalogue is not examined here: its import reads it, and tells of each row what is wrong with it. */
const takeCatalogue = async (
  deps: ReceiveObjectDeps,
  created: ObjectCreated,
  named: CatalogueKey,
  refuse: (refusal: Refusal) => Promise<void>,
): Promise<void> => {
  const { accessions, batches, objects, receiveCatalogue } = deps;
  const { archiveId, batchId } = named;
  const { event, gateArrival } = await asFromBag(deps, created, named, await objects.bagOf(created));
  const batch = await accessions.get(archiveId, batchId);
  const barred = refusedByGate(batch, gateArrival);
  if (barred !== undefined) return refuse(barred);
  const refused = await batches.refusalOf(archiveId, batchId, event.key);
  await receiveCatalogue(event, named, batch, refused !== undefined);
};

/** What an earlier keeper told of an item. */
const takeHistory = async (
  deps: ReceiveObjectDeps,
  created: ObjectCreated,
  named: HistoryKey,
  refuse: (refusal: Refusal) => Promise<void>,
): Promise<void> => {
  const { accessions, batches, objects, receiveHistory } = deps;
  const { archiveId, batchId } = named;
  const { event, gateArrival } = await asFromBag(deps, created, named, await objects.bagOf(created));
  const batch = await accessions.get(archiveId, batchId);
  const barred = refusedByGate(batch, gateArrival);
  if (barred !== undefined) return refuse(barred);
  const standing = await batches.refusalOf(archiveId, batchId, event.key);
  const refused = await receiveHistory(event, named, batch, standing !== undefined);
  if (refused !== undefined) await refuse(refused);
};

/** What a refusal of this object meets under its key: one that it replaces, or something newer that it has to leave alone. */
const standingOf = async (
  deps: ReceiveObjectDeps,
  event: ObjectCreated,
  named: ReturnType<typeof parseIntakeKey>,
): Promise<Refused["standing"]> => {
  const { key, arrival } = event;
  const { archiveId, batchId } = batchOfKey(named);
  const refused = await deps.batches.refusalOf(archiveId, batchId, key);
  const accepted = refused !== undefined || !named.ok ? [] : await pagesNamed(deps.pages, named);
  const under = accepted.map((page) => page.arrival).filter((other) => other.key === key);
  const versions = await versionOrder(deps, event, refused === undefined ? under : [refused.arrival]);
  if (refused !== undefined) return cameBefore(arrival, refused.arrival, versions) ? "newer" : "older";
  return under.some((other) => cameBefore(arrival, other, versions)) ? "newer" : "none";
};

/** S3's list of the versions of the object's key, if only that tells whether these uploads are older. */
const versionOrder = async (
  { versions }: Pick<ReceiveObjectDeps, "versions">,
  { bucket, key, arrival }: ObjectCreated,
  uploads: readonly Arrival[],
): Promise<VersionOrder> => (needsVersionOrder(arrival, uploads) ? versions.of(bucket, key) : []);

/** The pages that stand where a key says. */
const pagesNamed = (pages: PageStore, { archiveId, archivalCode, pages: named }: Named): Promise<Page[]> =>
  named.kind === "whole"
    ? pages.pagesOf(archiveId, archivalCode)
    : pages.getMany([{ archiveId, archivalCode, page: named.page }]);

/** What can be refused without reading a byte. */
const refusedUnread = (
  event: ObjectCreated,
  archiveId: string,
  place: ArchivePlace,
  { region, limits }: ReceiveObjectDeps,
  bag: BagKey | undefined,
): Refusal | undefined => {
  if (place.home !== region) return { code: "archive-not-here", facts: { archiveId, home: place.home } };
  if (event.bytes === 0) return { code: "object-empty", facts: {} };
  const limit = bag === undefined ? limits.bytes : largestBagBytes[bag.packing];
  if (event.bytes > limit) return { code: "object-too-large", facts: { bytes: event.bytes, limit } };
  return undefined;
};

const classified: Refusal = { code: "classified", facts: {} };

/** What may not come in whatever is in it: its batch is held, or its item declared classified (保密法 art. 31(3)). */
const refusedBySecrecy = async (
  { accessions, declared }: ReceiveObjectDeps,
  { archiveId, batchId, archivalCode }: HistoryKey,
): Promise<Refusal | undefined> => {
  const batch = await accessions.get(archiveId, batchId);
  if (batch?.quarantine !== undefined) return { code: "batch-held", facts: { batchId } };
  return allMayComeIn(await declared.of(archiveId, archivalCode)) ? undefined : classified;
};

/** Nothing comes under the code of an item that was destroyed, so that nobody brings it back unseen. */
const refusedByDestruction = async ({ pages }: ReceiveObjectDeps, named: HistoryKey): Promise<Refusal | undefined> => {
  const { archiveId, archivalCode } = named;
  const destroyed = (await pages.item(archiveId, archivalCode))?.destroyed;
  return destroyed === undefined
    ? undefined
    : { code: "item-destroyed", facts: { archivalCode, listId: destroyed.listId } };
};

const takeOrRefuse = async (
  deps: ReceiveObjectDeps,
  created: ObjectCreated,
  named: Named,
  place: ArchivePlace,
  refuse: (refusal: Refusal, sha256?: string) => Promise<void>,
): Promise<void> => {
  const path = join(deps.temporaryFolder, deps.temporaryName());
  try {
    const taken = await deps.objects.download(created, path, metadataMayComeIn);
    // The version was removed by an operator before it was dealt with: there is nothing to take and nothing to refuse.
    if (taken === undefined) return;
    if (taken === "barred") return await refuse(classified);
    const { sha256, takenAt } = taken;
    const scan = await deps.scanner.scan({ ...created, path });
    if (scan.outcome === "infected")
      return await refuse({ code: "infected", facts: { threat: scan.threat, scanner: scan.scanner } }, sha256);
    if (scan.outcome === "could-not-check" && scan.waits) return await waitForScan(deps, created, refuse);
    const { event, gateArrival } = await asFromBag(deps, created, named, taken.bagId);
    const claim = { extension: named.extension, kind: named.pages.kind };
    const examined = await examineFile(path, claim, deps.limits);
    if (!examined.ok) return await refuse(examined.refusal, sha256);
    // Whoever erases these bytes meanwhile, for another item, undoes the placement: what lies there now may not lie there then.
    const seen = await deps.erasures.of(named.archiveId, sha256);
    if (seen.erasing) throw new TryAgain("the same bytes are being erased for another item", 30);
    await takeIntoHoldings(deps, event, named.archiveId, sha256, examined.mediaType);
    // Of this time S3 says the same whether its event came or not.
    const arrival = { ...event.arrival, at: toTheSecond(takenAt) };
    const barred = await retryWhenMoved(8, () =>
      placeInItem(deps, { ...event, arrival }, gateArrival, named, place, {
        ...examined,
        sha256,
        seen,
        scannedBy: scannerOf(scan),
      }),
    );
    if (barred !== undefined) await refuse(barred, sha256);
  } finally {
    await rm(path, { force: true });
  }
};

const scannerOf = (scan: MalwareScan): string | undefined => (scan.outcome === "clean" ? scan.scanner : undefined);

/**
 * What a scanner has yet to look at becomes no holding before it has. The object is told of again as a new message, since
 * deliveries of this one are counted: an object that keeps killing its function is given up. One whose scan never comes is
 * refused in the end.
 */
const waitForScan = async (
  { again, clock }: ReceiveObjectDeps,
  event: ObjectCreated,
  refuse: (refusal: Refusal) => Promise<void>,
): Promise<void> => {
  const waitedHours = (clock().getTime() - Date.parse(event.arrival.at)) / 3_600_000;
  if (waitedHours >= scanPatienceHours) await refuse({ code: "not-scanned", facts: { hours: scanPatienceHours } });
  else await again.send(toldAgain(event), scanPauseSeconds);
};

const takeIntoHoldings = async (
  { holdings }: ReceiveObjectDeps,
  event: ObjectCreated,
  archiveId: string,
  sha256: string,
  mediaType: string,
): Promise<void> => {
  const key = originalKey(archiveId, sha256);
  if ((await holdings.keptSince(key)) !== undefined) return;
  const written = await holdings.take(event, key, mediaType);
  if (written !== sha256) throw new Error("the bytes written to the holdings are not those that were examined");
};

/** @returns why the batch or the item takes nothing, if it does not. */
const placeInItem = async (
  deps: ReceiveObjectDeps,
  event: ObjectCreated,
  gateArrival: Arrival,
  named: Named,
  place: ArchivePlace,
  fit: Pick<FitFile, "sha256" | "mediaType" | "pageCount" | "scannedBy"> & { readonly seen: FileErasure },
): Promise<Refusal | undefined> => {
  const { region, pages, batches, accessions, declared, changes, clock } = deps;
  const at = clock().toISOString();
  const { archiveId, batchId, archivalCode } = named;
  const batch = await accessions.get(archiveId, batchId);
  const declarations = await declared.of(archiveId, archivalCode);
  const standing = await pagesNamed(pages, named);
  const barred =
    refusedByGate(batch, gateArrival) ??
    (allMayComeIn(declarations) ? undefined : classified) ??
    refusedByHeldPages(archivalCode, standing) ??
    refusedByOthersWork(batch, standing);
  if (barred !== undefined) return barred;
  const refused = await batches.refusalOf(archiveId, batchId, event.key);
  const versions = await versionOrder(
    deps,
    event,
    [...standing, ...(refused === undefined ? [] : [refused])].map(({ arrival }) => arrival),
  );
  const { outcome, moves } = placePages(
    {
      archiveId,
      archivalCode,
      batchId,
      homeRegion: region,
      replicaRegions: place.replicas,
      sha256: fit.sha256,
      mediaType: fit.mediaType,
      pageCount: fit.pageCount,
      scannedBy: fit.scannedBy,
      bytes: event.bytes,
      singlePage: named.pages.kind === "single" ? named.pages.page : undefined,
      arrival: event.arrival,
      versions,
      acceptedAt: at,
      batch,
    },
    standing,
  );
  await changes.take({
    object: { archiveId, batchId, key: event.key, versionId: event.versionId },
    actor: event.actor,
    at,
    outcome,
    moves,
    sha256: fit.sha256,
    seen: fit.seen,
    sighting: describeByCode(archiveId, archivalCode, region, at),
    liftsRefusal: refused !== undefined && !cameBefore(event.arrival, refused.arrival, versions),
    gate: gateOf(batch),
    declarations,
  });
  return undefined;
};

/** What lies under a secrecy mark is not replaced, from whatever batch. */
const refusedByHeldPages = (archivalCode: string, standing: readonly Page[]): Refusal | undefined =>
  standing.some(({ state }) => state === "quarantined") ? { code: "item-held", facts: { archivalCode } } : undefined;
