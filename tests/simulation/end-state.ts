import { search } from "../../functions/full-text/search.ts";
import type { DomainEvent } from "../../events/domain-event.ts";
import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import type { Page, Reading } from "../../shared/domain/page.ts";
import { holdingsIn } from "../../shared/storage/holdings.ts";
import { searchIndex } from "../../shared/storage/search-index.ts";
import { queueType } from "../../local/template/resource-types/queue.ts";
import { NORTHERN, WESTERN, words } from "./batch.ts";
import { sortRecords, type KnownRecords } from "./known-records.ts";
import { observeRegion } from "./observed-region.ts";
import { environmentOf } from "./simulated-app.ts";
import type { World } from "./world.ts";

const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

const readingOf = (reading: Reading): unknown => {
  switch (reading.state) {
    case "pending":
      return "pending";
    case "read":
      return { sha256: reading.sha256, confidence: reading.confidence, needsPerson: reading.needsPerson };
    case "failed":
      return { failed: reading.code };
  }
};

/**
 * A page as a region knows it, without what depends on the order in which its uploads were dealt with: times, the counters of its changes, and of
 * the same bytes sent twice which object brought them. What home found of its own bytes is known at home.
 */
const pageOf = (page: Page, region: string): unknown => ({
  page: `${page.archiveId}/${page.archivalCode}/${page.page}`,
  home: page.homeRegion,
  batch: page.batchId,
  state: page.state,
  file: page.file,
  uploaded: page.arrival.key,
  // A page that no longer stands waits for nothing but the news of it.
  reading: page.state === "withdrawn" ? undefined : readingOf(page.reading),
  replicas:
    page.state === "withdrawn"
      ? page.replicas.map(({ region }) => region)
      : [...(page.homeRegion === region ? [page.original] : []), ...page.replicas].map(
          (copy) => copy && { region: copy.region, state: copy.state, sha256: copy.sha256, ocrSha256: copy.ocrSha256 },
        ),
});

/** Counts; how many of the objects were accepted and how many were superseded depends on the order in which they came. */
const countsOf = (counts: Readonly<Record<string, number>>): unknown => {
  const { accepted = 0, duplicate = 0, superseded = 0, ...rest } = counts;
  return { ...rest, good: accepted + duplicate + superseded };
};

/** Keys of all that the standing pages need; and of what else may lie there: earlier bytes and their texts. */
const heldOf = (keys: readonly string[], { pages }: KnownRecords): { needed: string[]; others: string[] } => {
  const wanted = new Set(
    pages.flatMap(({ page: { archiveId, state, file, reading } }) =>
      state === "withdrawn"
        ? []
        : [
            originalKey(archiveId, file.sha256),
            ...(reading.state === "read" ? [ocrResultKey(archiveId, reading.sha256)] : []),
          ],
    ),
  );
  return { needed: keys.filter((key) => wanted.has(key)).sort(), others: keys.filter((key) => !wanted.has(key)) };
};

const answersOf = async (world: World, region: string): Promise<unknown> => {
  const clients = world.clientsOf(region);
  const env = environmentOf(world.simulated, region, "full-text/search");
  const holdings = holdingsIn(env.HOLDINGS_BUCKET, clients.s3(region), clients.readingBack(region));
  const find = search({ index: searchIndex(clients.searchFetch), holdings });
  const answers: unknown[] = [];
  for (const archiveId of [NORTHERN, WESTERN])
    for (const q of words) {
      const question = {
        q,
        archive: archiveId,
        kind: undefined,
        from: undefined,
        to: undefined,
        limit: 20,
        cursor: undefined,
      };
      const { hits, total } = await find(question, { principal: "clerk", archiveId, roles: [] });
      const found = hits.map(({ archivalCode, page, snippet }) => ({ archivalCode, page, snippet })).sort(byText);
      answers.push({ archiveId, q, found, total });
    }
  return answers;
};

/** What happened, as far as it must have happened whatever went wrong: see `factsOf`. */
const eventName = (event: DomainEvent): string => `${event.type} ${event.archiveId}`;

/**
 * The history without what may differ. Left out: `copy-failed` (a copy that rotted is found wrong, and mended), facts about
 * bytes or texts that were replaced before they were read, copied or proven (whether that came first is a matter of time),
 * and repetitions of a proof (a copy is proven again when it is asked for again). Of what stands, each fact is there.
 */
const factsOf = (history: readonly DomainEvent[], { pages }: KnownRecords): string[] => {
  const standing = new Map(
    pages.map(({ page }) => [`${page.archiveId}/${page.archivalCode}/${page.page}`, page] as const),
  );
  const facts = history.flatMap((event): string[] => {
    const name = eventName(event);
    if (event.type === "object-refused") return [`${name} ${event.key} ${event.code}`];
    // No vendor asks for anything there, and nobody looks people up.
    if (event.type === "vendor-refused" || event.type === "people-searched") return [name];
    if ("unit" in event || "listId" in event || "matter" in event) return [name];
    if (!("version" in event)) return [`${name} ${event.batchId}`];
    const page = standing.get(`${event.archiveId}/${event.archivalCode}/${event.page}`);
    if (page === undefined) return [`${name} of a page that nobody knows`];
    const about = `${name} ${event.archivalCode}/${event.page}`;
    if (page.state === "withdrawn" && event.type !== "page-withdrawn" && event.type !== "copy-recorded") return [];
    const { file, reading } = page;
    switch (event.type) {
      case "page-accepted":
        return event.sha256 === file.sha256 ? [about] : [];
      case "page-read":
        return reading.state === "read" && event.ocrSha256 === reading.sha256 ? [about] : [];
      case "page-unread":
        return event.version === page.version ? [about] : [];
      case "page-withdrawn":
        return event.revision === page.revision ? [about] : [];
      case "copy-proven":
        return event.sha256 === file.sha256 &&
          event.ocrSha256 === (reading.state === "read" ? reading.sha256 : undefined)
          ? [`${about} in ${event.region}`]
          : [];
      case "copy-recorded":
        return event.revision === page.revision ? [about] : [];
      // Nobody decides anything of the simulated batches.
      case "page-quarantined":
      case "page-restored":
      case "page-terms-changed":
      case "copy-set-aside":
      case "copy-erased":
        return [about];
      case "copy-failed":
      case "duplicate-received":
      case "object-superseded":
        return [];
    }
  });
  return [...new Set(facts)].sort();
};

/** Refusals, duplicates and superseded objects are told once for each mark that says so. */
const toldOnce = (history: readonly DomainEvent[], { marks }: KnownRecords): unknown => {
  const told = (type: DomainEvent["type"]): string[] =>
    history.flatMap((event) => (event.type === type && "versionId" in event ? [event.versionId] : [])).sort();
  const marked = (outcome: string): string[] =>
    marks.flatMap((mark) => (mark.outcome === outcome ? [mark.versionId] : [])).sort();
  return (
    [
      ["object-refused", "refused"],
      ["duplicate-received", "duplicate"],
      ["object-superseded", "superseded"],
    ] as const
  ).map(([type, outcome]) => ({ type, once: told(type).join() === marked(outcome).join() }));
};

const stateOf = async (world: World, region: string): Promise<unknown> => {
  const observed = observeRegion(world, region);
  const known = sortRecords(await observed.records());
  const history = await observed.history();
  const keys = await observed.holdingsKeys();
  const { needed, others } = heldOf(keys, known);
  const { sqs } = world.servicesOf(region);
  return {
    pages: known.pages.map(({ page }) => pageOf(page, region)).sort(byText),
    items: known.items.map(({ pk, pages }) => ({ pk, pages })).sort(byText),
    counts: Object.fromEntries([...known.counts].sort(byText).map(([batch, counts]) => [batch, countsOf(counts)])),
    marks: known.marks.map(({ objectKey }) => objectKey).sort(),
    refusals: known.refusals.map(({ batch: pk, objectKey, code }) => ({ pk, objectKey, code })).sort(byText),
    owed: known.pages.filter(({ owed }) => owed).length,
    owedIndexing: known.owedIndexing,
    otherRecords: known.others.map(({ pk, sk }) => `${pk} ${sk}`),
    needed,
    originals: others.filter((key) => key.includes("/original/") && world.homeOf(key.slice(0, 6)) === region).sort(),
    rotten: needed.filter((key) => !key.includes(observed.holdingsDigest(key) ?? "nothing")),
    documents: (await observed.documents()).sort(byText),
    answers: await answersOf(world, region),
    facts: factsOf(history, known),
    toldOnce: toldOnce(history, known),
    queues: world.simulated.app
      .all(queueType)
      .filter((queue) => queue.region === region)
      .map(({ name, arn }) => ({ name, ...sqs.counts(arn) })),
  };
};

/** Everything that must be the same in the end, by region. */
export type EndState = Readonly<Record<string, unknown>>;

export const endState = async (world: World): Promise<EndState> => {
  const states: Record<string, unknown> = {};
  for (const region of world.regions.keys()) states[region] = await stateOf(world, region);
  return states;
};
