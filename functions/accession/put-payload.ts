import { rm } from "node:fs/promises";
import { join } from "node:path";
import { keptOfBag, unpackedTo, type ArrivedBag, type LeftOutFile } from "../../shared/bagit/arrived-bag.ts";
import type { BagLimits } from "../../shared/bagit/bag-limits.ts";
import type { BagSource } from "../../shared/bagit/bag-source.ts";
import { validateBag } from "../../shared/bagit/validate-bag.ts";
import type { ReadFile } from "../../shared/bagit/validate-options.ts";
import { bagPlacer, standsAgainst, type BagCounts, type PayloadPlace } from "../../shared/domain/bag-payload.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { BagDeposits, UnpackedFile } from "../../shared/storage/bag-deposits.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import { payloadSource } from "./payload-source.ts";

export type PutPayloadDeps = {
  readonly deposits: BagDeposits;
  /** Notes how far the bag has come. @throws StateMoved when another worker has gone on with it. */
  readonly note: (before: ArrivedBag, after: ArrivedBag) => Promise<void>;
  readonly clock: Clock;
  readonly limits: BagLimits;
  readonly temporaryFolder: string;
  /** A name no other file on this machine has. */
  readonly temporaryName: () => string;
};

/** How often it is noted how far a bag has come. */
const noteSeconds = 20;

/**
 * Puts the payload of a good bag into intake, and what an exported bag brings beside it, from where the last part ended until it is enough, each with the digests that its
 * manifests state. It is noted from time to time how far that is: what is done again after a crash is found done.
 * @returns the bag as it was noted last, and whether all of it is unpacked.
 * @throws StateMoved when another worker has gone on with the bag.
 */
export const putPayload = async (
  { deposits, note, clock, limits, temporaryFolder, temporaryName }: PutPayloadDeps,
  bag: ArrivedBag,
  source: BagSource,
  isEnough: () => boolean,
): Promise<{ readonly bag: ArrivedBag; readonly isWhole: boolean }> => {
  const path = join(temporaryFolder, temporaryName());
  const payload = payloadSource(source, path, () => bagPlacer(bag));
  const placer = bagPlacer(bag);
  const staying: LeftOutFile[] = [...bag.leftOut];
  let now = bag;
  let counts = bag.counts;
  let notedAt = clock().getTime();

  const noteAt = async (at: number): Promise<void> => {
    const after = unpackedTo(now, at, counts, staying);
    await note(now, after);
    now = after;
    notedAt = clock().getTime();
  };
  const put = async (file: ReadFile): Promise<void> => {
    const { place, number } = payload.opened();
    const sha256 = file.digests.get("sha256");
    if (!file.isAsListed || sha256 === undefined) throw new Error(`${file.path} is not what was found good`);
    const became = await putUnlessThere(deposits, place, { path, bytes: file.bytes, sha256 }, bag.bagId);
    counts = { ...counts, [became]: counts[became] + 1 };
    if (place.is === "leftOut" && staying.length < keptOfBag.leftOut)
      staying.push({ path: file.path, reason: place.reason });
    if (clock().getTime() - notedAt >= noteSeconds * 1000) await noteAt(number + 1);
  };
  // A tag file for which no manifest vouches brings nothing.
  const onTagFile = async (file: ReadFile): Promise<void> => {
    if (file.isAsListed && placer.placeTag(file.path) !== undefined) await put(file);
  };
  try {
    const options = { limits, from: bag.at, isEnough, alsoDigest: ["sha256"] as const, onPayload: put, onTagFile };
    const { accepted, next } = await validateBag(payload.source, options);
    if (!accepted) throw new Error("the bag is not as it was found good");
    await noteAt(next ?? bag.of);
    return { bag: now, isWhole: next === undefined };
  } finally {
    await rm(path, { force: true });
  }
};

/** @returns as what the file counts. */
const putUnlessThere = (
  deposits: BagDeposits,
  place: PayloadPlace,
  file: UnpackedFile,
  bagId: string,
): Promise<keyof BagCounts> =>
  retryWhenMoved(4, async () => {
    if (!("key" in place)) return place.is;
    const standing = await deposits.standing(place.key);
    const against = standsAgainst(standing, bagId);
    if (against === "newer") return "superseded";
    if (against === "nothing") await deposits.put(place.key, file, bagId, standing);
    return place.is;
  });
