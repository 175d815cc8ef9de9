import * as z from "zod";
import { eventBase, freezeReference, type Samples } from "./event.ts";

/** An item may not be destroyed for now, for a matter that is named. */
export const itemFrozen = z.strictObject({
  type: z.literal("item-frozen"),
  ...eventBase,
  ...freezeReference,
});

const sample = {
  type: "item-frozen",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "approver-440100",
  archivalCode: "Z109-WS·2011·D10·办公室-0001",
  matter: "（2026）粤01行初1号",
  reason: "evidence in a lawsuit",
};

export const itemFrozenSamples: Samples = {
  sample,
  broken: {
    "no matter": { ...sample, matter: undefined },
  },
};
