import {
  handedOn,
  hasEnded,
  letGo,
  refusedFor,
  takenUp,
  unpackedWhole,
  type ArrivedBag,
} from "../../shared/bagit/arrived-bag.ts";
import type { BagBytes } from "../../shared/bagit/bag-bytes.ts";
import type { BagReport } from "../../shared/bagit/bag-report.ts";
import type { BagSource } from "../../shared/bagit/bag-source.ts";
import { serialisedSource } from "../../shared/bagit/open-bag.ts";
import { cameBefore } from "../../shared/domain/arrival.ts";
import { refusedByGate } from "../../shared/domain/batch-gate.ts";
import type { Refusal } from "../../shared/domain/refusal.ts";
import { backOffSeconds, TryAgain } from "../../shared/runtime/errors.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { BagChanges } from "../../shared/storage/bag-changes.ts";
import type { BagStore } from "../../shared/storage/bag-store.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import type { IntakeObject } from "../../shared/storage/holdings.ts";
import { StateMoved } from "../../shared/storage/transaction.ts";
import type { WorkQueue } from "../../shared/storage/work-queue.ts";
import type { BagWork } from "./bag-work.ts";
import { putPayload, type PutPayloadDeps } from "./put-payload.ts";
import { validateArrived } from "./validate-arrived.ts";

export type UnpackBagDeps = Omit<PutPayloadDeps, "note"> & {
  readonly bucket: string;
  readonly open: (object: IntakeObject) => Promise<BagBytes | undefined>;
  readonly bags: BagStore;
  readonly batches: Pick<BatchStore, "refusalOf">;
  readonly accessions: AccessionStore;
  readonly changes: BagChanges;
  /** Its own queue. */
  readonly queue: WorkQueue<{ readonly detail: BagWork }>;
  readonly newEvent: EventIds;
  readonly sliceSeconds: number;
};

/** No function runs for longer (Lambda): whoever took a bag up and still has it then has ended. */
const longestRunSeconds = 15 * 60;
/** A bag that ended so many of its workers one after another is not given to a further one. */
const givesUpAt = 4;

/**
 * Goes on with a bag where it stands, for one slice of time; the rest is the next message. One worker at a time has a bag; a message
 * that comes meanwhile is dropped, since the bag stays owed.
 * @throws TryAgain when its records are being changed by others.
 */
export const unpackBag =
  (deps: UnpackBagDeps) =>
  async (work: BagWork, { received }: Delivery): Promise<void> => {
    const { bags, changes, clock } = deps;
    const found = await bags.get(work.archiveId, work.batchId, work.bagId);
    if (found === undefined || hasEnded(found)) return;
    const now = clock();
    if (found.busyUntil !== undefined && Date.parse(found.busyUntil) > now.getTime()) return;
    const bag = takenUp(found, new Date(now.getTime() + longestRunSeconds * 1000).toISOString());
    try {
      await changes.step(found, bag, now.toISOString());
      await goOn(deps, bag, now);
    } catch (error) {
      // The next delivery need not wait; if this fails too, it waits.
      await changes.step(bag, letGo(bag), clock().toISOString()).catch(() => undefined);
      if (error instanceof StateMoved) throw new TryAgain("the bag is being changed", backOffSeconds(received, 60));
      throw error;
    }
  };

const goOn = async (deps: UnpackBagDeps, bag: ArrivedBag, began: Date): Promise<void> => {
  const { accessions, bucket, open } = deps;
  const { archiveId, batchId, key, versionId } = bag;
  const barred = refusedByGate(await accessions.get(archiveId, batchId), bag.arrival);
  if (barred !== undefined) return refuse(deps, bag, barred);
  if (bag.tries > givesUpAt) {
    // What is half unpacked is no longer a matter of the bag's.
    if (bag.state === "unpacking") throw new Error("the bag cannot be unpacked");
    return refuse(deps, bag, { code: "could-not-check", facts: {} });
  }
  const bytes = await open({ bucket, key, versionId });
  if (bytes === undefined) return refuse(deps, bag, { code: "object-gone", facts: {} });
  const { source } = await serialisedSource(bytes);
  const isEnough = (): boolean => deps.clock().getTime() - began.getTime() >= deps.sliceSeconds * 1000;
  try {
    await (bag.state === "unpacking" ? unpack : validate)(deps, bag, source, isEnough);
  } finally {
    await source.close();
  }
};

const validate = async (
  deps: UnpackBagDeps,
  bag: ArrivedBag,
  source: BagSource,
  isEnough: () => boolean,
): Promise<void> => {
  const validation = await validateArrived(bag, source, { limits: deps.limits, isEnough });
  if (validation.is === "refused") return refuse(deps, bag, validation.refusal, validation.report);
  await handOn(deps, bag, validation.after);
};

const unpack = async (
  deps: UnpackBagDeps,
  bag: ArrivedBag,
  source: BagSource,
  isEnough: () => boolean,
): Promise<void> => {
  const { changes, clock, newEvent } = deps;
  const note = (before: ArrivedBag, after: ArrivedBag) => changes.step(before, after, clock().toISOString());
  const put = await putPayload({ ...deps, note }, bag, source, isEnough);
  if (!put.isWhole) return handOn(deps, put.bag, handedOn(put.bag));
  const { archiveId, batchId, bagId, key, versionId, counts, said } = put.bag;
  const event = newEvent();
  await changes.end(put.bag, unpackedWhole(put.bag, event.time), {
    type: "bag-unpacked",
    ...event,
    archiveId,
    actor: "service:accession",
    batchId,
    bagId,
    key,
    versionId,
    counts,
    info: (said?.info ?? []).filter(({ label }) => toldOf.has(label.toLowerCase())),
  });
};

/** Elements of `bag-info.txt` that the history tells; all of them are in the bag. */
const toldOf = new Set([
  "source-organization",
  "organization-address",
  "contact-name",
  "external-description",
  "external-identifier",
  "bagging-date",
  "bag-group-identifier",
  "internal-sender-identifier",
  "payload-oxum",
]);

/** Notes how far the bag has come, and leaves the rest to the next message; without that, to the reconciler. */
const handOn = async ({ changes, queue, clock }: UnpackBagDeps, before: ArrivedBag, after: ArrivedBag) => {
  const { archiveId, batchId, bagId } = after;
  await changes.step(before, after, clock().toISOString());
  await queue.send({ detail: { archiveId, batchId, bagId } });
};

const refuse = async (deps: UnpackBagDeps, bag: ArrivedBag, refusal: Refusal, report?: BagReport): Promise<void> => {
  const { batches, changes, newEvent } = deps;
  const { archiveId, batchId, key, versionId, actor, arrival } = bag;
  const stands = await batches.refusalOf(archiveId, batchId, key);
  const standing = stands === undefined ? "none" : cameBefore(arrival, stands.arrival) ? "newer" : "older";
  const event = newEvent();
  await changes.refuse(bag, refusedFor(bag, refusal, event.time, report), {
    refusal,
    standing,
    event: { type: "object-refused", ...event, archiveId, actor, batchId, key, versionId, code: refusal.code },
  });
};
