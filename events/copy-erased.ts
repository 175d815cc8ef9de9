import * as z from "zod";
import { regionName } from "../shared/contract/archives.ts";
import { eventBase, pageReference, type Samples } from "./event.ts";

/** A replica region erased what it had of a quarantined page. Told at home, from the region's receipt. */
export const copyErased = z.strictObject({
  type: z.literal("copy-erased"),
  ...eventBase,
  ...pageReference,
  region: regionName,
});

const sample = {
  type: "copy-erased",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:replication",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 3,
  region: "cn-northwest-1",
};

export const copyErasedSamples: Samples = {
  sample,
  broken: {
    "no region": { ...sample, region: undefined },
  },
};
