import * as z from "zod";
import { personMark } from "../shared/domain/named-person.ts";
import { eventBase, type Samples } from "./event.ts";

/**
 * Somebody looked a person up in the catalogue (个人信息保护法 art. 51: who handles what about whom can be traced). Whom is not
 * said, but two questions about the same person bear the same hash; only the archive's key makes it.
 */
export const peopleSearched = z.strictObject({
  type: z.literal("people-searched"),
  ...eventBase,
  by: personMark,
  /** Absent when the archive keeps nobody yet. */
  hash: z.string().min(1).optional(),
  reason: z.string().min(1).max(1000),
  /** Units that the answer shows. */
  found: z.int().min(0),
});

const sample = {
  type: "people-searched",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "window-440100",
  by: "identity-number",
  hash: "6xDqxWrkGJJhEbZ0Zb0r8-7pO8Q8sF3Dc2xJdJ3mQ0g",
  reason: "本人查询婚姻登记，查档单 2026-0311",
  found: 1,
};

export const peopleSearchedSamples: Samples = {
  sample,
  broken: {
    "no reason": { ...sample, reason: "" },
    "the number itself": { ...sample, number: "11010519491231002X" },
  },
};
