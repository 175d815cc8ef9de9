import * as z from "zod";
import { bagCounts, bagId } from "../shared/domain/bag-payload.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** A bag was found good and its payload put into intake; `info` is what the bag says of itself. */
export const bagUnpacked = z.strictObject({
  type: z.literal("bag-unpacked"),
  ...eventBase,
  batchId: page.shape.batchId,
  bagId,
  key: z.string().min(1),
  versionId: z.string().min(1),
  counts: bagCounts,
  info: z.array(z.strictObject({ label: z.string(), value: z.string() })),
});

const sample = {
  type: "bag-unpacked",
  eventId: "2026-03-02T01:00:00.000Z-0000000b",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:accession",
  batchId: "2026-03",
  bagId: "2026-03-02T00:59:58Z-0123456789abcdef",
  key: "440100/2026-03/移交包.zip",
  versionId: "v1",
  counts: { scans: 3, catalogues: 1, histories: 0, unplaced: 0, superseded: 0, leftOut: 1, systemFiles: 0 },
  info: [{ label: "Source-Organization", value: "市民政局" }],
};

export const bagUnpackedSamples: Samples = {
  sample,
  broken: { "no counts": { ...sample, counts: undefined } },
};
