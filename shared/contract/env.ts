import * as z from "zod";
import { checkProfiles } from "./check-profile.ts";
import { malwareProtection } from "./malware.ts";
import { queueNames } from "./names.ts";
import { archiveId, archiveRegistry, peerRegistry, regionName } from "./archives.ts";

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        const value: unknown = JSON.parse(text);
        return value;
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

const name = z.string().min(1);
const region = { AWS_REGION: regionName };
const records = { RECORDS_TABLE: name };
const history = { HISTORY_TABLE: name };
const holdings = { HOLDINGS_BUCKET: name };
const evidence = { EVIDENCE_BUCKET: name };
const exports = { EXPORTS_BUCKET: name };
const archives = { ARCHIVES: json(archiveRegistry) };
const scanner = { MALWARE_SCANNER: malwareProtection };
const peers = { PEERS: json(peerRegistry) };
const search = { SEARCH_ENDPOINT: z.url(), AWS_ENDPOINT_URL_OPENSEARCH: z.url().optional() };

const proofQueue = { PROOF_QUEUE_URL: z.url() };
/** The ARN of each queue of the cell; that of its dead-letter queue follows from it. */
const queues = { QUEUES: json(z.record(z.enum(queueNames), z.string().min(1))) };

/** One environment schema per function: what infra must give is what the function parses. */
export const functionEnv = {
  "intake/receive-object": z.object({
    ...region,
    ...records,
    ...history,
    ...holdings,
    ...evidence,
    ...archives,
    ...scanner,
    INTAKE_QUEUE_URL: z.url(),
  }),
  "intake/find-unreceived": z.object({
    ...region,
    ...records,
    INTAKE_BUCKET: name,
    INTAKE_QUEUE_URL: z.url(),
  }),
  "ocr/read-page": z.object({
    ...region,
    ...records,
    ...history,
    ...holdings,
    ...archives,
    OCR_ENGINES: json(z.array(z.enum(["embedded", "textract"])).min(1)),
    /** ONNX Runtime reads it: without it the runtime reports to its maker over the network. */
    ORT_DISABLE_TELEMETRY: z.literal("1"),
  }),
  "full-text/index-page": z.object({ ...region, ...records, ...holdings, ...search, ...proofQueue }),
  "full-text/search": z.object({ ...region, ...holdings, ...search }),
  "accession/open-batch": z.object({ ...region, ...records, ...history, ...archives }),
  "accession/decide-batch": z.object({ ...region, ...records, ...history, ...archives }),
  "accession/list-quarantine": z.object({ ...region, ...records, ...archives }),
  "accession/decide-quarantine": z.object({ ...region, ...records, ...history, ...archives }),
  "accession/amend-batch": z.object({ ...region, ...records, ...history, ...archives }),
  "accession/arrange-vendor": z.object({ ...region, ...records, ...history, ...archives }),
  "accession/permit-uploads": z.object({ ...region, ...records, ...history, ...archives, INTAKE_BUCKET: name }),
  "accession/issue-receipt": z.object({ ...region, ...records, ...history, ...evidence }),
  "accession/get-receipt": z.object({ ...region, ...records, ...archives, ...evidence }),
  "accession/settle-batch": z.object({ ...region, ...records, ...history, ACCESSION_QUEUE_URL: z.url() }),
  "accession/unpack-bag": z.object({
    ...region,
    ...records,
    ...history,
    INTAKE_BUCKET: name,
    BAGS_QUEUE_URL: z.url(),
    SLICE_SECONDS: z.string().regex(/^\d+$/).transform(Number),
  }),
  "retention/draft-schedule": z.object({ ...region, ...records, ...history, ...archives }),
  "retention/decide-schedule": z.object({ ...region, ...records, ...history, ...archives }),
  "retention/list-schedules": z.object({ ...region, ...records, ...archives }),
  "retention/draft-destruction": z.object({ ...region, ...records, ...history, ...archives }),
  "retention/decide-destruction": z.object({ ...region, ...records, ...history, ...archives }),
  "retention/get-destruction": z.object({ ...region, ...records, ...archives }),
  "retention/list-due": z.object({ ...region, ...records, ...archives }),
  "retention/get-certificate": z.object({ ...region, ...records, ...archives, ...evidence }),
  "retention/carry-out-destruction": z.object({
    ...region,
    ...records,
    ...history,
    ...holdings,
    ...evidence,
    INTAKE_BUCKET: name,
    REPLICATION_QUEUE_URL: z.url(),
    DESTRUCTIONS_QUEUE_URL: z.url(),
    /** How long nobody at all can erase an object; 0 where Object Lock gives way to whoever may bypass it. */
    LOCK_DAYS: z.string().regex(/^\d+$/).transform(Number),
  }),
  "retention/freeze-items": z.object({ ...region, ...records, ...history, ...archives }),
  "retention/list-frozen": z.object({ ...region, ...records, ...archives }),
  "accession/test-batch": z.object({
    ...region,
    ...records,
    ...history,
    ...evidence,
    ...scanner,
    CHECK_PROFILES: json(checkProfiles),
    /** Folder of the font of reports, where that is not beside the function. */
    REPORT_FONTS: name.optional(),
    TESTS_QUEUE_URL: z.url(),
  }),
  "export/ask-export": z.object({ ...region, ...records, ...history, ...archives }),
  "export/get-export": z.object({ ...region, ...records, ...archives, ...exports }),
  "export/write-bag": z.object({
    ...region,
    ...records,
    ...history,
    ...holdings,
    ...evidence,
    ...exports,
    ARCHIVE_NAMES: json(z.record(archiveId, z.string().min(1))),
    EXPORTS_QUEUE_URL: z.url(),
    ...proofQueue,
    SLICE_SECONDS: z.string().regex(/^\d+$/).transform(Number),
  }),
  "accession/ask-preservation-test": z.object({ ...region, ...records, ...history, ...archives }),
  "accession/list-preservation-tests": z.object({ ...region, ...records, ...archives }),
  "accession/get-report": z.object({ ...region, ...records, ...archives, ...evidence }),
  "replication/copy-page": z.object({ ...region, ...records, ...holdings, ...peers, ...proofQueue }),
  "replication/prove-copy": z.object({
    ...region,
    ...records,
    ...history,
    ...holdings,
    ...peers,
    RECEIPTS_QUEUE_URL: z.url(),
  }),
  "replication/erase-copy": z.object({ ...region, ...records, ...history, ...holdings, ...peers, ...proofQueue }),
  "replication/record-receipt": z.object({ ...region, ...records, ...history }),
  "replication/reconcile": z.object({
    ...region,
    ...records,
    ...archives,
    OCR_QUEUE_URL: z.url(),
    REPLICATION_QUEUE_URL: z.url(),
    FULL_TEXT_QUEUE_URL: z.url(),
    ACCESSION_QUEUE_URL: z.url(),
    CATALOGUE_QUEUE_URL: z.url(),
    BAGS_QUEUE_URL: z.url(),
    HAND_OVER_QUEUE_URL: z.url(),
    TESTS_QUEUE_URL: z.url(),
    EXPORTS_QUEUE_URL: z.url(),
    DESTRUCTIONS_QUEUE_URL: z.url(),
  }),
  "replication/recheck-copies": z.object({
    ...region,
    ...records,
    ...proofQueue,
    CHECK_PROFILES: json(checkProfiles),
  }),
  "replication/get-recheck": z.object({ ...region, ...records }),
  "replication/start-recheck": z.object({ ...region, ...records }),
  "parking/list-parked": z.object({ ...region, ...queues }),
  "parking/redrive-parked": z.object({ ...region, ...queues }),
  "events/publish-events": z.object({ ...region, EVENT_BUS: name }),
  "signing/list-keys": z.object({ ...region, ...archives }),
  "catalogue/import-catalogue": z.object({
    ...region,
    ...records,
    ...history,
    INTAKE_BUCKET: name,
    CATALOGUE_QUEUE_URL: z.url(),
    FULL_TEXT_QUEUE_URL: z.url(),
    SLICE_SECONDS: z.string().regex(/^\d+$/).transform(Number),
  }),
  "catalogue/get-item": z.object({ ...region, ...records, ...archives }),
  "catalogue/list-imports": z.object({ ...region, ...records }),
  "catalogue/list-faults": z.object({ ...region, ...records }),
  "catalogue/find-people": z.object({ ...region, ...records, ...history, ...archives }),
  "catalogue/get-template": z.object({ ...region }),
  "catalogue/get-page-text": z.object({ ...region, ...records, ...holdings }),
  "catalogue/get-batch": z.object({ ...region, ...records }),
  "catalogue/get-item-history": z.object({ ...region, ...records, ...history, ...archives, ...evidence }),
  "catalogue/get-batch-history": z.object({ ...region, ...history, ...archives }),
  "catalogue/list-missing": z.object({ ...region, ...records }),
  "catalogue/describe-api": z.object({ ...region }),
} as const;

/** What a function behind a route with sign-in has beside its own: where it notes what a vendor tried. */
export const attemptsEnv = z.object(history);

export type FunctionName = keyof typeof functionEnv;

/** What infra passes to a function: every variable of its schema but those Lambda itself sets. */
export type FunctionVariables<N extends FunctionName> = Omit<
  z.input<(typeof functionEnv)[N]>,
  "AWS_REGION" | "AWS_ENDPOINT_URL_OPENSEARCH"
>;
