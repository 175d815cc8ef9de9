import type { VendorDeclaration, VendorTerms } from "../contract/vendor.ts";
import { moved, refused, type Accession, type Step, type StepRefusal, type StepResult } from "./accession.ts";
import { parseIntakeKey } from "./intake-key.ts";
import type { Page } from "./page.ts";
import type { Refusal } from "./refusal.ts";
import type { PermitRefusal } from "./vendor-refusal.ts";

/** Nothing is arranged with a vendor but while the batch is open. */
const barred = (before: Accession | undefined): StepRefusal | undefined => {
  if (before === undefined) return "not-opened";
  if (before.quarantine !== undefined) return "held";
  return before.state === "open" ? undefined : "not-open";
};

const sameVendor = (one: VendorTerms | undefined, other: VendorTerms): boolean =>
  one?.name === other.name && one.qualification.number === other.qualification.number;

/**
 * Names who digitises the batch, or renews the window or the qualification. Of another vendor nothing was declared and nobody is
 * assigned.
 */
export const nameVendor = (before: Accession | undefined, vendor: VendorTerms, step: Step): StepResult => {
  const why = barred(before);
  if (before === undefined || why !== undefined) return refused(why ?? "not-opened");
  const { vendorWork, ...rest } = before;
  const keeps = vendorWork !== undefined && sameVendor(before.vendor, vendor);
  return moved(keeps ? before : rest, { vendor }, "vendor-named", step);
};

/** An officer declares that the vendor sees no secret and nothing sensitive in the material. */
export const declareUnclassified = (
  before: Accession | undefined,
  { text, sha256 }: Pick<VendorDeclaration, "text" | "sha256">,
  step: Step,
): StepResult => {
  const why = barred(before);
  if (before === undefined || why !== undefined) return refused(why ?? "not-opened");
  if (before.vendor === undefined) return refused("no-vendor");
  const declaration = { by: step.actor, at: step.at, text, sha256 };
  const vendorWork = { assigned: [], ...before.vendorWork, declaration };
  return moved(before, { vendorWork }, "vendor-declared", step);
};

/** Says who of the vendor may upload from now on; nobody else of it may. */
export const assignVendor = (before: Accession | undefined, principals: readonly string[], step: Step): StepResult => {
  const why = barred(before);
  if (before === undefined || why !== undefined) return refused(why ?? "not-opened");
  if (before.vendor === undefined) return refused("no-vendor");
  const vendorWork = { ...before.vendorWork, assigned: [...new Set(principals)].sort() };
  return moved(before, { vendorWork }, "vendor-assigned", step);
};

/** No permit is good for longer, nor for less: S3 counts in seconds. */
export const permitMilliseconds = { most: 15 * 60_000, least: 1000 } as const;

/** The end of a day in Beijing, where every 资质 of the mainland is dated. */
const endOfDay = (day: string): number => Date.parse(`${day}T24:00:00+08:00`);

export type PermitDecision =
  { readonly ok: true; readonly until: Date } | { readonly ok: false; readonly why: PermitRefusal };

/**
 * Whether one of a vendor's people may upload into the batch now, and until when: for a quarter of an hour at most, never beyond
 * the window nor the qualification. A batch that one is not assigned to is not told from one that is not there.
 */
export const permitFor = (batch: Accession | undefined, principal: string, now: Date): PermitDecision => {
  const no = (why: PermitRefusal): PermitDecision => ({ ok: false, why });
  if (batch?.vendor === undefined || batch.vendorWork?.assigned.includes(principal) !== true) return no("not-assigned");
  const { vendor, vendorWork, quarantine, state } = batch;
  const at = now.getTime();
  if (quarantine !== undefined) return no("batch-held");
  if (state !== "open") return no("batch-closed");
  if (vendorWork.declaration === undefined) return no("no-declaration");
  const expires = endOfDay(vendor.qualification.expiresOn);
  if (at >= expires) return no("qualification-expired");
  if (at < Date.parse(vendor.window.from)) return no("before-window");
  const ends = Date.parse(vendor.window.until);
  const until = Math.min(at + permitMilliseconds.most, ends, expires);
  return until - at < permitMilliseconds.least ? no("after-window") : { ok: true, until: new Date(until) };
};

/** Whether a key leads out of the batch it is permitted for. */
export const leadsOut = (key: string, { archiveId, batchId }: Pick<Accession, "archiveId" | "batchId">): boolean => {
  const named = parseIntakeKey(key);
  return named.archiveId !== archiveId || named.batchId !== batchId;
};

/** What others delivered is not replaced by a vendor's batch, whoever uploads into it. */
export const refusedByOthersWork = (
  batch: Pick<Accession, "batchId" | "vendor"> | undefined,
  standing: readonly Page[],
): Refusal | undefined => {
  if (batch?.vendor === undefined) return undefined;
  const others = standing.find(({ state, batchId }) => state === "kept" && batchId !== batch.batchId);
  return others === undefined
    ? undefined
    : { code: "page-of-another-batch", facts: { archivalCode: others.archivalCode, page: others.page } };
};
