import * as z from "zod";
import { exportReference, eventBase, type Samples } from "./event.ts";
import { sha256 } from "../shared/contract/sha256.ts";

/** What was asked for was written as a bag; it can be fetched for some days. */
export const exported = z.strictObject({
  type: z.literal("exported"),
  ...eventBase,
  ...exportReference,
  items: z.int().min(0),
  files: z.int().min(0),
  /** SHA-256 of the bag's manifest of SHA-256. */
  manifestSha256: sha256,
});

const sample = {
  type: "exported",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  exportId: "0123456789ab",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  reason: "copy for the provincial archives",
  items: 1,
  files: 2,
  manifestSha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

export const exportedSamples: Samples = {
  sample,
  broken: {
    "digest cut short": { ...sample, manifestSha256: sample.manifestSha256.slice(1) },
  },
};
