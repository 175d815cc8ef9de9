import * as z from "zod";
import { sha256 } from "../shared/contract/sha256.ts";
import { receiptDecision } from "../shared/domain/hand-over-receipt.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** The archive has signed what it took over. */
export const receiptIssued = z.strictObject({
  type: z.literal("receipt-issued"),
  ...eventBase,
  batchId: page.shape.batchId,
  decision: receiptDecision,
  /** Of the receipt, and of the list of pages it speaks of. */
  sha256,
  listSha256: sha256,
  pages: z.int().min(0),
});

const sample = {
  type: "receipt-issued",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:accession",
  batchId: "2026-03",
  decision: "accepted",
  sha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  listSha256: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  pages: 250,
};

export const receiptIssuedSamples: Samples = {
  sample,
  broken: {
    "a decision without receipt": { ...sample, decision: "returned" },
    "digest cut short": { ...sample, sha256: sample.sha256.slice(1) },
  },
};
