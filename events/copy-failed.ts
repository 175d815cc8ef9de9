import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";
import { regionName } from "../shared/contract/archives.ts";

/** A region read its copy back, or home its own bytes again, and found it wrong or missing. */
export const copyFailed = z.strictObject({
  type: z.literal("copy-failed"),
  ...eventBase,
  ...pageReference,
  region: regionName,
  code: z.string().min(1),
});

const sample = {
  type: "copy-failed",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:replication",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  region: "cn-northwest-1",
  code: "bytes-differ",
};

export const copyFailedSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, code: "" },
  },
};
