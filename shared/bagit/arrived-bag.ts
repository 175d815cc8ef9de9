import * as z from "zod";
import { batchName } from "../contract/accession.ts";
import { archiveId } from "../contract/archives.ts";
import { arrival } from "../domain/arrival.ts";
import { bagCounts, bagId, leftOutReason, noBagCounts, type BagCounts } from "../domain/bag-payload.ts";
import { moment } from "../domain/page.ts";
import { refusal, type Refusal } from "../domain/refusal.ts";
import type { BagReport } from "./bag-report.ts";
import { bagRule, severityOf, type BagRule, type Finding } from "./bag-rule.ts";

export const arrivedBagState = z.enum(["received", "validating", "unpacking", "unpacked", "refused"]);

/** What is kept of a bag's findings, of its metadata, and of what stays in it: a record is bounded, a bag is not. */
export const keptOfBag = { findings: 50, leftOut: 100, info: 60, characters: 300 } as const;

const facts = z.record(z.string(), z.union([z.string(), z.number()]));
const keptFinding = z.strictObject({ rule: bagRule, path: z.string().optional(), facts });
const leftOut = z.strictObject({ path: z.string(), reason: leftOutReason });
export type LeftOutFile = z.infer<typeof leftOut>;

/**
 * A bag that came with a batch. It lies in intake as it came; this says how far it was dealt with. First the whole of it is
 * validated; only then is its payload put into intake, file after file in the order of the bag.
 */
export const arrivedBag = z.strictObject({
  archiveId,
  batchId: batchName,
  bagId,
  key: z.string().min(1),
  versionId: z.string().min(1),
  bytes: z.int().min(1),
  actor: z.string().min(1),
  arrival,
  state: arrivedBagState,
  /** Files of the bag, tag files too, that are dealt with in this state; of so many, once they were counted. */
  at: z.int().min(0),
  of: z.int().min(0),
  counts: bagCounts,
  leftOut: z.array(leftOut),
  /** The first findings, errors before warnings; `found` is how many there were. */
  findings: z.array(keptFinding),
  found: z.int().min(0),
  /** What the bag says of itself, once it was found good. */
  said: z
    .strictObject({
      version: z.string().optional(),
      payload: z.strictObject({ files: z.int(), bytes: z.int() }),
      info: z.array(z.strictObject({ label: z.string(), value: z.string() })),
    })
    .optional(),
  refusal: refusal.optional(),
  endedAt: moment.optional(),
  /** A worker is at it until then at the latest; another keeps off. */
  busyUntil: moment.optional(),
  /** Workers that began since it was last got on with, and never told how they ended. */
  tries: z.int().min(0),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type ArrivedBag = z.infer<typeof arrivedBag>;

type Arrived = Pick<
  ArrivedBag,
  "archiveId" | "batchId" | "bagId" | "key" | "versionId" | "bytes" | "actor" | "arrival"
>;

export const receivedBag = (arrived: Arrived): ArrivedBag => ({
  ...arrived,
  state: "received",
  at: 0,
  of: 0,
  counts: noBagCounts,
  leftOut: [],
  findings: [],
  found: 0,
  tries: 0,
  writes: 1,
});

/** A worker takes it up. */
export const takenUp = (before: ArrivedBag, busyUntil: string): ArrivedBag => ({
  ...before,
  busyUntil,
  tries: before.tries + 1,
  writes: before.writes + 1,
});

/** A worker lets it go without having got on with it, for a reason that is none of the bag's. */
export const letGo = (taken: ArrivedBag): ArrivedBag => ({
  ...free(taken),
  tries: Math.max(0, taken.tries - 1),
  writes: taken.writes + 1,
});

const free = ({ busyUntil, ...bag }: ArrivedBag): ArrivedBag => bag;

/** The record after a worker got on with it. */
const onFrom = (before: ArrivedBag): ArrivedBag => ({ ...free(before), tries: 0, writes: before.writes + 1 });

/** Whether there is nothing more to be done. */
export const hasEnded = ({ state }: Pick<ArrivedBag, "state">): boolean => state === "unpacked" || state === "refused";

/** Cut between characters, for a record. */
const cut = (text: string): string =>
  Array.from(text.slice(0, 2 * keptOfBag.characters))
    .slice(0, keptOfBag.characters)
    .join("");

const keptOf = ({ rule, path, facts: found }: Finding): ArrivedBag["findings"][number] => ({
  rule,
  ...(path === undefined ? {} : { path: cut(path) }),
  facts: Object.fromEntries(
    Object.entries(found).map(([name, fact]) => [name, typeof fact === "string" ? cut(fact) : fact]),
  ),
});

const foundIn = ({ findings, counts }: BagReport): Pick<ArrivedBag, "findings" | "found"> => {
  const sorted = [...findings].sort((one, other) => rank(one.rule) - rank(other.rule));
  const found = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { findings: sorted.slice(0, keptOfBag.findings).map(keptOf), found };
};
const rank = (rule: BagRule): number => (severityOf(rule) === "error" ? 0 : 1);

/** Everything up to a file was found good. `of`: files in the bag. */
export const validatedTo = (before: ArrivedBag, report: BagReport, at: number, of: number): ArrivedBag => ({
  ...onFrom(before),
  ...foundIn(report),
  state: "validating",
  at,
  of,
});

/** The whole bag was found good; its payload is owed to intake. */
export const foundGood = (before: ArrivedBag, report: BagReport, of: number): ArrivedBag => ({
  ...onFrom(before),
  ...foundIn(report),
  state: "unpacking",
  at: 0,
  of,
  said: {
    ...(report.version === undefined ? {} : { version: report.version }),
    payload: { ...report.payload },
    info: report.info.slice(0, keptOfBag.info).map(({ label, value }) => ({ label: cut(label), value: cut(value) })),
  },
});

/** Every payload file up to a file of the bag is dealt with. */
export const unpackedTo = (
  before: ArrivedBag,
  at: number,
  counts: BagCounts,
  staying: readonly LeftOutFile[],
): ArrivedBag => ({
  ...onFrom(before),
  // Whoever unpacks it goes on.
  ...(before.busyUntil === undefined ? {} : { busyUntil: before.busyUntil }),
  at,
  counts,
  leftOut: staying.slice(0, keptOfBag.leftOut).map(({ path, reason }) => ({ path: cut(path), reason })),
});

/** The worker leaves the rest to the next. */
export const handedOn = (before: ArrivedBag): ArrivedBag => onFrom(before);

export const unpackedWhole = (before: ArrivedBag, endedAt: string): ArrivedBag => ({
  ...onFrom(before),
  state: "unpacked",
  at: before.of,
  endedAt,
});

/** The bag is taken no further. `report`: what was wrong with it, if that is why. */
export const refusedFor = (before: ArrivedBag, why: Refusal, endedAt: string, report?: BagReport): ArrivedBag => ({
  ...onFrom(before),
  ...(report === undefined ? {} : foundIn(report)),
  state: "refused",
  refusal: { code: why.code, facts: { ...why.facts } },
  endedAt,
});

/** Rules that a sentence names; all findings are in the batch. */
const rulesNamed = 5;

/** Why a bag is refused as a whole. */
export const refusalOfInvalid = ({ counts }: BagReport): Refusal => {
  const errors = Object.entries(counts).filter(([rule]) => bagRule.safeParse(rule).data !== undefined && isError(rule));
  const unfetched = counts["fetch-refused"];
  if (unfetched !== undefined) return { code: "bag-needs-fetching", facts: { count: unfetched } };
  if (counts["archive-encrypted"] !== undefined) return { code: "encrypted", facts: {} };
  const count = errors.reduce((sum, [, of]) => sum + of, 0);
  const rules = errors.map(([rule]) => rule);
  const more = rules.length > rulesNamed ? ", …" : "";
  return { code: "bag-invalid", facts: { count, rules: rules.slice(0, rulesNamed).join(", ") + more } };
};
const isError = (rule: string): boolean => {
  const known = bagRule.safeParse(rule);
  return known.success && severityOf(known.data) === "error";
};
