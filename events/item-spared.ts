import * as z from "zod";
import { destructionBar, destructionListName } from "../shared/contract/destruction.ts";
import { page } from "../shared/domain/page.ts";
import { eventBase, type Samples } from "./event.ts";

/** An item of an approved list may not go after all, and stays; the list names it with the bar. */
export const itemSpared = z.strictObject({
  type: z.literal("item-spared"),
  ...eventBase,
  archivalCode: page.shape.archivalCode,
  listId: destructionListName,
  bar: destructionBar,
});

const sample = {
  type: "item-spared",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:retention",
  archivalCode: "Z109-WS·2011·D10·办公室-0001",
  listId: "2026-01",
  bar: "frozen",
};

export const itemSparedSamples: Samples = {
  sample,
  broken: {
    "no bar": { ...sample, bar: "because" },
  },
};
