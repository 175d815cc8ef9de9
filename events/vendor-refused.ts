import * as z from "zod";
import { vendorRefusal } from "../shared/domain/vendor-refusal.ts";
import { eventBase, type Samples } from "./event.ts";

/** A vendor asked for what no vendor may do, or what this one may not do now; nothing was given. */
export const vendorRefused = z.strictObject({
  type: z.literal("vendor-refused"),
  ...eventBase,
  /** Method and path of the operation as the contract names it, without what was filled in. */
  asked: z.string().regex(/^(GET|POST) \/\S*$/),
  /** What was filled into the path: which archive, batch, item or page; never a query, which may name a person. */
  about: z.record(z.string(), z.string().max(300)),
  why: vendorRefusal,
});

const sample = {
  type: "vendor-refused",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "vendor-440100",
  asked: "GET /v1/items/{archiveId}/{archivalCode}",
  about: { archiveId: "440100", archivalCode: "Z109-WS·2011·Y·办公室-0001" },
  why: "not-for-vendors",
};

export const vendorRefusedSamples: Samples = {
  sample,
  broken: {
    "a reason that is not listed": { ...sample, why: "bad luck" },
    "a query": { ...sample, asked: "GET /v1/search?q=王 小明" },
  },
};
