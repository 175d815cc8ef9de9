import { RetentionDays } from "aws-cdk-lib/aws-logs";
import * as z from "zod";
import { archiveId, archivePlace, regionName } from "../shared/contract/archives.ts";
import { checkProfile } from "../shared/contract/check-profile.ts";

/** Processor of the functions; decides which native binaries are packed. */
export const architecture = z.enum(["arm64", "x86_64"]);
export type Architecture = z.infer<typeof architecture>;

const archive = archivePlace.extend({
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  /** Mail addresses of the archive's security officers, each of whom confirms the subscription once; more can subscribe later. */
  securityOfficers: z.array(z.email()).optional(),
});

/**
 * Some of the retentions CloudWatch Logs offers, in days. 网络安全法 art. 21 asks for at least six months, and the
 * next smaller offer, 180 days, is shorter than six calendar months.
 */
const logRetentionDays = z.literal([
  RetentionDays.ONE_YEAR,
  RetentionDays.TWO_YEARS,
  RetentionDays.THREE_YEARS,
  RetentionDays.FIVE_YEARS,
  RetentionDays.TEN_YEARS,
]);

const network = z.strictObject({
  subnetIds: z.array(z.string().regex(/^subnet-/)).min(1),
  securityGroupIds: z.array(z.string().regex(/^sg-/)).min(1),
});

/**
 * What looks for malware in what is uploaded. `clamav`: a clamd of the operator's, at the address that parameter `ClamdAddress`
 * gives; `networks`: where, by region, intake has to stand to reach it, with a way to S3, DynamoDB and SQS.
 */
const malware = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("clamav"), networks: z.record(regionName, network).optional() }),
  z.strictObject({ kind: z.literal("guardduty") }),
]);

/** One installation of Lantai: where it may stand, who keeps records in it, and which services it leans on. */
export const deployment = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  partition: z.enum(["aws", "aws-cn"]),
  /** Each gets one cell; all cells are the same. */
  regions: z.array(regionName).min(1),
  /** Where records may ever be; anything outside fails the synthesis (档案法 art. 25, 50). */
  allowedRegions: z.array(regionName).min(1),
  archives: z.record(archiveId, archive),
  /** Default OpenID issuer; an operator may give another as parameter `IssuerUrl`. */
  issuer: z.url(),
  /** Default origin of the portal for CORS; no cookie is ever sent, so `*` gives away nothing. */
  portalOrigin: z.string().min(1),
  ocrEngines: z.array(z.enum(["embedded", "textract"])).min(1),
  search: z.enum(["domain", "serverless"]),
  architecture,
  objectLock: z.strictObject({ mode: z.enum(["GOVERNANCE", "COMPLIANCE"]), years: z.int().min(1).max(100) }),
  logRetentionDays,
  malware,
  /** What an archive asks of its batches, where that is not what the standards do (shared/contract/check-profile.ts). */
  checkProfiles: z.record(archiveId, checkProfile).optional(),
});
export type Deployment = z.infer<typeof deployment>;
