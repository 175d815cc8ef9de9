import * as z from "zod";
import { regionName } from "../shared/contract/archives.ts";
import { eventBase, pageReference, type Samples } from "./event.ts";

/** A replica region no longer counts what it has of a quarantined page as a copy. Told at home, from the region's receipt. */
export const copySetAside = z.strictObject({
  type: z.literal("copy-set-aside"),
  ...eventBase,
  ...pageReference,
  region: regionName,
});

const sample = {
  type: "copy-set-aside",
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

export const copySetAsideSamples: Samples = {
  sample,
  broken: {
    "no region": { ...sample, region: undefined },
  },
};
