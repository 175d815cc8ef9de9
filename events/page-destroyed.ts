import * as z from "zod";
import { destructionListName } from "../shared/contract/destruction.ts";
import { sha256 } from "../shared/contract/sha256.ts";
import { eventBase, pageReference, type Samples } from "./event.ts";

/** A page of an item that an approved list destroyed stands no longer: its bytes and its text are owed to be erased everywhere. */
export const pageDestroyed = z.strictObject({
  type: z.literal("page-destroyed"),
  ...eventBase,
  ...pageReference,
  listId: destructionListName,
  sha256,
});

const sample = {
  type: "page-destroyed",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:retention",
  archivalCode: "Z109-WS·2011·D10·办公室-0001",
  page: 1,
  version: 1,
  revision: 3,
  listId: "2026-01",
  sha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

export const pageDestroyedSamples: Samples = {
  sample,
  broken: {
    "no list": { ...sample, listId: undefined },
  },
};
