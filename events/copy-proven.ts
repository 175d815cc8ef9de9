import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";
import { regionName } from "../shared/contract/archives.ts";
import { sha256 } from "../shared/contract/sha256.ts";

/** A region read its copy back, or home its own bytes again, and found it equal; the home region noted the receipt. */
export const copyProven = z.strictObject({
  type: z.literal("copy-proven"),
  ...eventBase,
  ...pageReference,
  region: regionName,
  sha256,
  ocrSha256: sha256.optional(),
});

const sample = {
  type: "copy-proven",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:replication",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  region: "cn-northwest-1",
  sha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

export const copyProvenSamples: Samples = {
  sample,
  broken: {
    "region unknown in form": { ...sample, region: "Ningxia" },
  },
};
