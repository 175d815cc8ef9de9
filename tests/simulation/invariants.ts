import { isDeepStrictEqual } from "node:util";
import { addCounts, countChange } from "../../shared/domain/counts.ts";
import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import { isSafe, waitingFor, type Page } from "../../shared/domain/page.ts";
import { sortRecords, type KnownRecords } from "./known-records.ts";
import { observeRegion } from "./observed-region.ts";
import type { Deposits } from "./deposits.ts";
import type { Rot } from "./rot.ts";
import type { World } from "./world.ts";

const nameOf = ({ archiveId, archivalCode, page }: Page): string => `${archiveId}/${archivalCode}/${page}`;
const batchOf = ({ archiveId, batchId }: Page): string => `${archiveId}#BATCH#${batchId}`;

/** What the records of a region say the counts of its batches must be. */
const countsDue = ({ pages, marks, refusals }: KnownRecords): Map<string, object> => {
  const batches = new Set([...pages.map(({ page }) => batchOf(page)), ...marks.map(({ batch }) => batch)]);
  return new Map(
    [...batches].map((batch) => {
      const ofPages = addCounts(
        pages.flatMap(({ page }) => (batchOf(page) === batch ? countChange(undefined, page) : [])),
      );
      const outcomes = Map.groupBy(
        marks.filter((mark) => mark.batch === batch),
        ({ outcome }) => outcome,
      );
      const refused = refusals.filter((one) => one.batch === batch).length;
      const received = marks.filter((mark) => mark.batch === batch).length;
      const due = {
        ...ofPages,
        received,
        refused,
        ...Object.fromEntries([...outcomes].flatMap(([name, of]) => (name === "refused" ? [] : [[name, of.length]]))),
      };
      return [batch, Object.fromEntries(Object.entries(due).filter(([, by]) => by !== 0))];
    }),
  );
};

const inRecords = (region: string, known: KnownRecords | undefined): string[] => {
  if (known === undefined) return [];
  const broken: string[] = [];
  for (const [batch, due] of countsDue(known)) {
    const counts = known.counts.get(batch) ?? {};
    if (!isDeepStrictEqual({ ...counts }, { ...due }))
      broken.push(
        `${region}: counts of ${batch} are ${JSON.stringify(counts)}, its records say ${JSON.stringify(due)}`,
      );
  }
  for (const { pk, home, pages } of known.items) {
    // Elsewhere it is the total that home last told.
    if (home !== region) continue;
    const stand = known.pages.filter(
      ({ page }) => `${page.archiveId}#ITEM#${page.archivalCode}` === pk && page.state === "kept",
    );
    if (pages !== stand.length) broken.push(`${region}: ${pk} counts ${pages} pages, and ${stand.length} stand`);
  }
  for (const { page, owed, unsafe } of known.pages) {
    const home = page.homeRegion === region;
    if (owed !== (home && waitingFor(page).length > 0)) broken.push(`${region}: ${nameOf(page)} owed is ${owed}`);
    if (unsafe !== (home && page.state === "kept" && !isSafe(page)))
      broken.push(`${region}: ${nameOf(page)} unsafe is ${unsafe}`);
    const earlier = known.earlier.filter((one) => nameOf(one) === nameOf(page)).length;
    if (home && earlier !== page.version - 1)
      broken.push(`${region}: ${nameOf(page)} has version ${page.version} and ${earlier} earlier ones`);
  }
  return broken;
};

/** Looks after every step whether what must always hold still does. */
export const openInvariants = (world: World, deposits: Deposits, rot: Rot) => {
  const regions = new Map([...world.regions.keys()].map((region) => [region, observeRegion(world, region)]));
  const known = new Map<string, KnownRecords>();

  /** What is safe lies in every replica region, equal byte for byte, and that region has read it back itself. */
  const safety = (page: Page): string[] => {
    if (page.state !== "kept" || !isSafe(page)) return [];
    const { archiveId, file, reading } = page;
    const pieces = [
      [originalKey(archiveId, file.sha256), file.sha256] as const,
      ...(reading.state === "read" ? [[ocrResultKey(archiveId, reading.sha256), reading.sha256] as const] : []),
    ];
    return page.replicas.flatMap(({ region }) => {
      const there = known.get(region)?.pages.find((one) => nameOf(one.page) === nameOf(page))?.page;
      const proven = there?.replicas.find((copy) => copy.region === region);
      const read = there?.file.sha256 === file.sha256 && proven?.state === "proven";
      const wrong = pieces.filter(
        ([key, sha256]) => regions.get(region)?.holdingsDigest(key) !== sha256 && !rot.lies(region, key),
      );
      return [
        ...(read ? [] : [`${nameOf(page)} is safe, and ${region} has not read it back`]),
        ...wrong.map(([key]) => `${nameOf(page)} is safe, and ${region} does not hold ${key}`),
      ];
    });
  };

  const acknowledged = (): string[] =>
    deposits.acknowledged.flatMap(({ region, key, versionId, sha256, archiveId }) => {
      const observed = regions.get(region);
      const there = [observed?.intakeDigest(key, versionId), observed?.holdingsDigest(originalKey(archiveId, sha256))];
      return there.includes(sha256) ? [] : [`${key} was acknowledged, and lies in neither intake nor holdings`];
    });

  return {
    /** @returns what is broken, each in a sentence. */
    async broken(): Promise<string[]> {
      const touched = new Set(world.touched);
      world.touched.clear();
      const written = [...regions.keys()].filter((region) => touched.has(`${region}/dynamodb`));
      const bytesChanged = [...regions.keys()].some((region) => touched.has(`${region}/s3`));
      if (written.length === 0 && !bytesChanged) return [];
      for (const region of written) known.set(region, sortRecords((await regions.get(region)?.records()) ?? []));
      return [
        ...written.flatMap((region) => inRecords(region, known.get(region))),
        ...[...known].flatMap(([region, { pages }]) =>
          pages.flatMap(({ page }) => (page.homeRegion === region ? safety(page) : [])),
        ),
        ...(bytesChanged ? acknowledged() : []),
      ];
    },
  };
};
