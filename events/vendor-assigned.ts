import * as z from "zod";
import { vendorWork } from "../shared/contract/vendor.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** It was said who of a batch's vendor may upload from now on; nobody else of it may. */
export const vendorAssigned = z.strictObject({
  type: z.literal("vendor-assigned"),
  ...eventBase,
  ...batchReference,
  principals: vendorWork.shape.assigned,
});

const sample = {
  type: "vendor-assigned",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  batchId: "2026-03",
  reason: "the contract of 2026",
  principals: ["vendor-440100"],
};

export const vendorAssignedSamples: Samples = {
  sample,
  broken: {
    "a nameless person": { ...sample, principals: [""] },
  },
};
