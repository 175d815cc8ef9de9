import * as z from "zod";
import { eventBase, freezeReference, type Samples } from "./event.ts";

/** A matter no longer holds an item; others may. */
export const itemReleased = z.strictObject({
  type: z.literal("item-released"),
  ...eventBase,
  ...freezeReference,
});

const sample = {
  type: "item-released",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "approver-440100",
  archivalCode: "Z109-WS·2011·D10·办公室-0001",
  matter: "（2026）粤01行初1号",
  reason: "evidence in a lawsuit",
};

export const itemReleasedSamples: Samples = {
  sample,
  broken: {
    "no matter": { ...sample, matter: undefined },
  },
};
