import * as z from "zod";
import { destructionListName } from "../shared/contract/destruction.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** What a destroyed item had was looked for everywhere, late enough, and is nowhere any more. */
export const itemErased = z.strictObject({
  type: z.literal("item-erased"),
  ...eventBase,
  archivalCode: page.shape.archivalCode,
  listId: destructionListName,
});

const sample = {
  type: "item-erased",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:retention",
  archivalCode: "Z109-WS·2011·D10·办公室-0001",
  listId: "2026-01",
};

export const itemErasedSamples: Samples = {
  sample,
  broken: {
    "no list": { ...sample, listId: undefined },
  },
};
