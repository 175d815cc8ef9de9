import * as z from "zod";
import { destructionListName } from "../shared/contract/destruction.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** An item of an approved list is no more; what remains is its tombstone. Nothing comes under its 档号 any more. */
export const itemDestroyed = z.strictObject({
  type: z.literal("item-destroyed"),
  ...eventBase,
  archivalCode: page.shape.archivalCode,
  listId: destructionListName,
  pages: z.int().min(1),
  ground: z.string().min(1),
});

const sample = {
  type: "item-destroyed",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:retention",
  archivalCode: "Z109-WS·2011·D10·办公室-0001",
  listId: "2026-01",
  pages: 2,
  ground: "保管期限届满",
};

export const itemDestroyedSamples: Samples = {
  sample,
  broken: {
    "no ground": { ...sample, ground: "" },
  },
};
