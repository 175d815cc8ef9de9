import * as z from "zod";
import {
  accessionTerms,
  amendment,
  type AccessionTerms,
  type Amendment,
  type Decision,
} from "../contract/accession.ts";
import { archiveId } from "../contract/archives.ts";
import { checkId, checkOutcome } from "../contract/checks.ts";
import { sha256 } from "../contract/sha256.ts";
import { moment, page, type Page } from "./page.ts";
import { vendorWork } from "../contract/vendor.ts";

export const accessionState = z.enum(["open", "closed", "tested", "accepted", "returned"]);
export type AccessionState = z.infer<typeof accessionState>;

/**
 * Why a whole batch is held: a page of it bears a secrecy mark, an item is declared classified (保密法 art. 31(3)), or the
 * security officer said so, of no item in particular.
 */
const quarantine = z.strictObject({
  at: moment,
  by: z.string().min(1),
  archivalCode: page.shape.archivalCode.optional(),
  page: page.shape.page.optional(),
  /** Which bytes of the page were read. */
  version: page.shape.version.optional(),
  /** The mark as it was read, such as 机密★10年, or the officer's reason. */
  mark: z.string().min(1).max(1000),
});
export type Quarantine = z.infer<typeof quarantine>;

/** A hold that was for nothing: who found so. */
const cleared = quarantine.extend({ releasedBy: z.string().min(1), releasedAt: moment, reason: z.string().min(1) });
export type Cleared = z.infer<typeof cleared>;

const transition = z.strictObject({
  to: z.enum([
    ...accessionState.options,
    "quarantined",
    "released",
    "converted",
    "amended",
    "vendor-named",
    "vendor-declared",
    "vendor-assigned",
  ]),
  actor: z.string().min(1),
  at: moment,
  reason: z.string().min(1).max(1000),
  /** Why a batch is accepted although required checks stand against it. */
  exceptions: z.string().min(1).max(1000).optional(),
});
export type Transition = z.infer<typeof transition>;

/** What the four-property tests of a batch came to. */
export const testedNote = z.strictObject({
  outcome: checkOutcome,
  /** Required checks that failed, or were left undone and must not be. */
  against: z.array(checkId),
  /** Digests of the report's files in the evidence bucket, and the archive's signature under them (a compact JWS). */
  report: z.strictObject({ json: sha256, pdf: sha256, svg: sha256, signature: z.string().min(1) }),
});
export type TestedNote = z.infer<typeof testedNote>;

/** One delivery under its terms. A batch that nobody opened has none, and takes whatever comes until somebody does. */
export const accession = accessionTerms.extend({
  archiveId,
  batchId: page.shape.batchId,
  state: accessionState,
  /** 登记备份: kept and proven, but neither searched nor opened until 转为进馆. */
  custody: z.enum(["holding", "registration-backup"]),
  /** Objects uploaded before this moment still belong to the batch. */
  closedAt: moment.optional(),
  quarantine: quarantine.optional(),
  /** Holds that were lifted; what was found then is not held for once more. */
  cleared: z.array(cleared).optional(),
  vendorWork: vendorWork.optional(),
  /** Under which the giver last agreed to other restrictions. */
  consent: amendment.shape.consent.optional(),
  tests: testedNote.optional(),
  transitions: z.array(transition),
  /** Counts writes of this record: each is conditional on the count it read. */
  writes: z.int().min(1),
});
export type Accession = z.infer<typeof accession>;

/** A step that cannot be made from where the batch is. */
export type StepRefusal =
  | "already-opened"
  | "not-opened"
  | "not-closed"
  | "not-open"
  | "not-tested"
  | "held"
  | "decided"
  | "not-backup"
  | "not-held"
  | "already-held"
  | "same-person"
  | "no-vendor"
  | "checks-failed";

export type StepResult =
  { readonly ok: true; readonly after: Accession } | { readonly ok: false; readonly why: StepRefusal };

export type Step = Omit<Transition, "to">;

/** The batch after a step, which is noted in it. */
export const moved = (before: Accession, change: Partial<Accession>, to: Transition["to"], step: Step): StepResult => ({
  ok: true,
  after: { ...before, ...change, transitions: [...before.transitions, { to, ...step }], writes: before.writes + 1 },
});
export const refused = (why: StepRefusal): StepResult => ({ ok: false, why });

/** `open`, from nothing. What came before the opening came under no terms, and stays in the batch under these. */
export const openAccession = (
  before: Accession | undefined,
  { archiveId, batchId, ...terms }: AccessionTerms & { readonly archiveId: string; readonly batchId: string },
  step: Step,
): StepResult =>
  before !== undefined
    ? refused("already-opened")
    : {
        ok: true,
        after: {
          ...terms,
          archiveId,
          batchId,
          state: "open",
          custody: terms.accessionType === "registration-backup" ? "registration-backup" : "holding",
          transitions: [{ to: "open", ...step }],
          writes: 1,
        },
      };

/**
 * What people decide of a batch: nothing more comes (`closed`), it is taken over after its tests (`accepted`) or given back
 * (`returned`), or a registration backup becomes part of the holdings (`converted`, 转为进馆). A batch against which required
 * checks stand is accepted only with the reason why it is all the same (`exceptions`). A batch that is held can only be
 * released, by the security officer.
 */
export const decide = (before: Accession | undefined, decision: Decision, step: Step): StepResult => {
  if (before === undefined) return refused("not-opened");
  if (before.quarantine !== undefined) return refused("held");
  const { state, custody } = before;
  const decided = state === "accepted" || state === "returned";
  switch (decision) {
    case "closed":
      return state === "open"
        ? moved(before, { state: "closed", closedAt: step.at }, "closed", step)
        : refused("not-open");
    case "accepted":
      if (decided) return refused("decided");
      if (state !== "tested") return refused("not-tested");
      if ((before.tests?.against ?? []).length > 0 && step.exceptions === undefined) return refused("checks-failed");
      return moved(before, { state: "accepted" }, "accepted", step);
    case "returned":
      if (decided) return refused("decided");
      return state === "open" ? refused("not-closed") : moved(before, { state: "returned" }, "returned", step);
    case "converted":
      if (custody !== "registration-backup") return refused("not-backup");
      return state === "accepted" ? moved(before, { custody: "holding" }, "converted", step) : refused("not-tested");
  }
};

/**
 * The giver agrees in writing to other restrictions than before: the only way in which any is lifted. Of a batch that was
 * returned nothing is kept to be used.
 */
export const amendTerms = (
  before: Accession | undefined,
  { restrictions, consent }: Amendment,
  step: Step,
): StepResult => {
  if (before === undefined) return refused("not-opened");
  if (before.quarantine !== undefined) return refused("held");
  if (before.state === "returned") return refused("decided");
  return moved(before, { restrictions: [...new Set(restrictions)].sort(), consent }, "amended", step);
};

/** A closed batch waits for its tests; one that is held until it is released. */
export const owesTests = ({ state, quarantine }: Accession): boolean => state === "closed" && quarantine === undefined;

/** The tests of a closed batch are done; their report is kept elsewhere, and `tests` says where. */
export const noteTested = (before: Accession | undefined, step: Step, tests?: TestedNote): StepResult => {
  if (before === undefined) return refused("not-opened");
  if (before.quarantine !== undefined) return refused("held");
  const change: Partial<Accession> = tests === undefined ? { state: "tested" } : { state: "tested", tests };
  return before.state === "closed" ? moved(before, change, "tested", step) : refused("not-closed");
};

/** A batch under no terms of its own, made to be held. */
const unopened = (archiveId: string, batchId: string): Accession => ({
  archiveId,
  batchId,
  accessionType: "transfer",
  from: { name: "—" },
  restrictions: [],
  state: "open",
  custody: "holding",
  transitions: [],
  writes: 0,
});

/** Holds the whole batch, whatever its state, also one that nobody opened. One that is held already stays as it is. */
export const holdBatch = (
  before: Accession | undefined,
  of: { readonly archiveId: string; readonly batchId: string },
  why: Quarantine,
  reason: string,
): Accession | undefined => {
  const from = before ?? unopened(of.archiveId, of.batchId);
  if (from.quarantine !== undefined) return undefined;
  const step = { actor: why.by, at: why.at, reason };
  const result = moved(from, { quarantine: why }, "quarantined", step);
  return result.ok ? result.after : undefined;
};

/** Who opened, closed or held a batch does not find alone that it was held for nothing. */
const tookPartIn = ({ transitions, quarantine }: Accession, actor: string): boolean =>
  quarantine?.by === actor ||
  transitions.some((step) => step.actor === actor && (step.to === "open" || step.to === "closed"));

/** A second person found that the hold was for nothing. What was found is kept, so that it does not hold the batch again. */
export const releaseBatch = (before: Accession | undefined, step: Step): StepResult => {
  if (before?.quarantine === undefined) return refused("not-held");
  if (tookPartIn(before, step.actor)) return refused("same-person");
  const { quarantine, ...rest } = before;
  const cleared = [
    ...(before.cleared ?? []),
    { ...quarantine, releasedBy: step.actor, releasedAt: step.at, reason: step.reason },
  ];
  return moved({ ...rest }, { cleared }, "released", step);
};

/** Whether a batch that was held for a 密级 declared of a unit was released since it was declared. */
export const isReleasedSince = (
  batch: Accession | undefined,
  { archivalCode, mark, declaredAt }: Pick<Quarantine, "archivalCode" | "mark"> & { readonly declaredAt: string },
): boolean =>
  (batch?.cleared ?? []).some(
    (found) =>
      found.archivalCode === archivalCode &&
      found.page === undefined &&
      found.mark === mark &&
      Date.parse(found.releasedAt) > Date.parse(declaredAt),
  );

/** Whether what is on a page, in these bytes of it, was found to be no reason to hold its batch. */
export const isCleared = (
  batch: Accession | undefined,
  { archivalCode, page, version }: Pick<Page, "archivalCode" | "page" | "version">,
): boolean =>
  (batch?.cleared ?? []).some(
    (found) => found.archivalCode === archivalCode && found.page === page && found.version === version,
  );
