import * as z from "zod";
import { archiveId } from "../shared/contract/archives.ts";
import { sha256 } from "../shared/contract/sha256.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** The history of an item came, as an earlier keeper had told it; it is kept as evidence of theirs. */
export const historyReceived = z.strictObject({
  type: z.literal("history-received"),
  ...eventBase,
  archivalCode: page.shape.archivalCode,
  batchId: page.shape.batchId,
  /** The archive that kept the item then. */
  keeper: archiveId,
  /** Of the document. */
  sha256,
  /** How many events of PREMIS it tells. */
  events: z.int().min(0),
});

const sample = {
  type: "history-received",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "310200",
  time: "2026-03-02T01:00:00.000Z",
  actor: "depositor-310200",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  batchId: "2026-03",
  keeper: "440100",
  sha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  events: 12,
};

export const historyReceivedSamples: Samples = {
  sample,
  broken: {
    "no keeper": { ...sample, keeper: undefined },
    "digest cut short": { ...sample, sha256: sample.sha256.slice(1) },
  },
};
