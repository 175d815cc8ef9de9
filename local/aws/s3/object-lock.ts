import * as z from "zod";
import { S3Failure } from "./failure.ts";

export const retentionMode = z.enum(["GOVERNANCE", "COMPLIANCE"]);
export type RetentionMode = z.infer<typeof retentionMode>;

export type Retention = { readonly mode: RetentionMode; readonly untilMs: number };

/** Who asks: `bypass` is a caller who may, and says that they want to, bypass GOVERNANCE. */
export type LockContext = { readonly nowMs: number; readonly bypass: boolean };

const DAY_MS = 24 * 60 * 60 * 1000;

/** The retention a new version gets from its bucket. */
export const defaultRetention = (
  rule: { readonly mode: RetentionMode; readonly days: number } | undefined,
  nowMs: number,
): Retention | undefined => (rule === undefined ? undefined : { mode: rule.mode, untilMs: nowMs + rule.days * DAY_MS });

/** Reads mode and date, in headers or XML. Throws when only one is given or the date is not in the future. */
export const readRetention = (
  mode: string | undefined,
  until: string | undefined,
  nowMs: number,
): Retention | undefined => {
  if (mode === undefined && until === undefined) return undefined;
  const parsed = retentionMode.safeParse(mode);
  if (until === undefined || mode === undefined) {
    throw new S3Failure("InvalidArgument", "Object Lock mode and retain until date must be supplied together");
  }
  if (!parsed.success) throw new S3Failure("InvalidArgument", "Unknown wormMode directive.");
  const untilMs = Date.parse(until);
  if (Number.isNaN(untilMs))
    throw new S3Failure("InvalidArgument", "The retain until date must be a date of ISO 8601.");
  if (untilMs <= nowMs) throw new S3Failure("InvalidArgument", "The retain until date must be in the future!");
  return { mode: parsed.data, untilMs };
};

/** Throws `AccessDenied` while a legal hold or retention protects a version ("How S3 Object Lock works"). */
export const assertDeletable = (
  version: { readonly retention: Retention | undefined; readonly legalHold: boolean },
  { nowMs, bypass }: LockContext,
): void => {
  const { retention, legalHold } = version;
  const retained = retention !== undefined && retention.untilMs > nowMs;
  if (legalHold || (retained && (retention.mode === "COMPLIANCE" || !bypass))) throw protectedByLock();
};

/**
 * Throws `AccessDenied` when a running retention may not become `next`. COMPLIANCE may only be extended, by anybody;
 * GOVERNANCE may be extended by anybody, and shortened, changed or removed with bypass.
 */
export const assertRetentionChange = (
  current: Retention | undefined,
  next: Retention | undefined,
  { nowMs, bypass }: LockContext,
): void => {
  if (current === undefined || current.untilMs <= nowMs) return;
  const extends_ = next !== undefined && next.mode === current.mode && next.untilMs >= current.untilMs;
  if (extends_ || (current.mode === "GOVERNANCE" && bypass)) return;
  throw protectedByLock();
};

const protectedByLock = (): S3Failure =>
  new S3Failure("AccessDenied", "Access Denied because object protected by object lock.");
