import * as z from "zod";
import { destructionListName } from "../shared/contract/destruction.ts";
import { sha256 } from "../shared/contract/sha256.ts";
import { eventBase, type Samples } from "./event.ts";

/** Every item of a list is destroyed and erased, or spared and named; the archive has signed its certificate. */
export const destructionCarriedOut = z.strictObject({
  type: z.literal("destruction-carried-out"),
  ...eventBase,
  listId: destructionListName,
  destroyed: z.int().min(0),
  spared: z.int().min(0),
  certificateSha256: sha256,
});

const sample = {
  type: "destruction-carried-out",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "service:retention",
  listId: "2026-01",
  destroyed: 2,
  spared: 1,
  certificateSha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

export const destructionCarriedOutSamples: Samples = {
  sample,
  broken: {
    "no certificate": { ...sample, certificateSha256: undefined },
  },
};
