import * as z from "zod";
import { vendorTerms } from "../shared/contract/vendor.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** It was said who digitises a batch for the archive, by which qualification and when. */
export const vendorNamed = z.strictObject({
  type: z.literal("vendor-named"),
  ...eventBase,
  ...batchReference,
  vendor: vendorTerms,
});

const sample = {
  type: "vendor-named",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the contract of 2026",
  vendor: {
    name: "某数字化公司",
    qualification: { number: "GZ-2026-001", expiresOn: "2027-12-31" },
    window: { from: "2026-03-02T00:00:00.000Z", until: "2026-04-02T00:00:00.000Z" },
  },
};

export const vendorNamedSamples: Samples = {
  sample,
  broken: {
    "no qualification": { ...sample, vendor: { ...sample.vendor, qualification: undefined } },
    "a window that ends before it begins": {
      ...sample,
      vendor: { ...sample.vendor, window: { from: sample.vendor.window.until, until: sample.vendor.window.from } },
    },
  },
};
