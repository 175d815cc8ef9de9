import * as z from "zod";
import { vendorDeclaration } from "../shared/contract/vendor.ts";
import { batchReference, eventBase, type Samples } from "./event.ts";

/** An officer declared that a batch bears no secret and nothing sensitive, before its vendor got to work. */
export const vendorDeclared = z.strictObject({
  type: z.literal("vendor-declared"),
  ...eventBase,
  batchId: batchReference.batchId,
  text: vendorDeclaration.shape.text,
  sha256: vendorDeclaration.shape.sha256,
});

const sample = {
  type: "vendor-declared",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "security-440100",
  batchId: "2026-03",
  text: "经审核，本批次不涉密、不含敏感信息。",
  sha256: "a".repeat(64),
};

export const vendorDeclaredSamples: Samples = {
  sample,
  broken: {
    "no text": { ...sample, text: "" },
    "no digest": { ...sample, sha256: undefined },
  },
};
