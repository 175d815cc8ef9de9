import * as z from "zod";
import { eventBase, pageReference, type Samples } from "./event.ts";
import { regionName } from "../shared/contract/archives.ts";

/** This region now knows a page whose home is another region: it was proven here and may be found here. */
export const copyRecorded = z.strictObject({
  type: z.literal("copy-recorded"),
  ...eventBase,
  ...pageReference,
  homeRegion: regionName,
});

const sample = {
  type: "copy-recorded",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:replication",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  version: 1,
  revision: 1,
  homeRegion: "cn-north-1",
};

export const copyRecordedSamples: Samples = {
  sample,
  broken: {
    "no home": { ...sample, homeRegion: undefined },
  },
};
