import * as z from "zod";
import { archiveId } from "../shared/contract/archives.ts";
import { checkId, checkOutcome } from "../shared/contract/checks.ts";
import { destructionListName } from "../shared/contract/destruction.ts";
import { exportName } from "../shared/contract/exports.ts";
import { freezeMatter } from "../shared/contract/freeze.ts";
import { formingUnit } from "../shared/contract/retention.ts";
import { sha256 } from "../shared/contract/sha256.ts";
import { moment, page } from "../shared/domain/page.ts";

/** `<time>-<chance>`: sorts by time within an archive. */
const eventId = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z-[0-9a-z]{8,}$/);

/** What every event says: who did it to which archive's holdings, when. Events are past tense and never change. */
export const eventBase = {
  eventId,
  archiveId,
  time: moment,
  /** A principal: a person, a depositor's key, or the capability of the service that acted. */
  actor: z.string().min(1),
};

/** Which page an event speaks of. */
export const pageReference = {
  archivalCode: page.shape.archivalCode,
  page: page.shape.page,
  version: page.shape.version,
  revision: page.shape.revision,
};

/** Which batch an event speaks of, and why it was decided so. */
export const batchReference = { batchId: page.shape.batchId, reason: z.string().min(1).max(1000) };

/** What four-property tests came to; the report lies in the evidence bucket under its digest. */
export const testOutcome = {
  outcome: checkOutcome,
  /** Required checks that failed, or were left undone and must not be. */
  against: z.array(checkId),
  reportSha256: sha256,
};

/** Which version of whose retention schedule an event speaks of, and why. */
export const scheduleReference = {
  unit: formingUnit,
  version: z.int().min(1),
  reason: z.string().min(1).max(1000),
};

/** Which export an event speaks of, and why it was asked for. Of an item or a batch it is part of their history. */
export const exportReference = {
  exportId: exportName,
  archivalCode: page.shape.archivalCode.optional(),
  volume: page.shape.archivalCode.optional(),
  batchId: page.shape.batchId.optional(),
  reason: z.string().min(1).max(1000),
};

/** Which destruction list an event speaks of, how many items it concerns, and why. */
export const destructionReference = {
  listId: destructionListName,
  items: z.int().min(1),
  reason: z.string().min(1).max(1000),
};

/** Which item is held against destruction, or let go, for what, and why. */
export const freezeReference = {
  archivalCode: page.shape.archivalCode,
  matter: freezeMatter,
  reason: z.string().min(1).max(1000),
};

/** A sample that parses, and samples that do not, each named for what is broken in it. */
export type Samples = { readonly sample: unknown; readonly broken: Readonly<Record<string, unknown>> };
