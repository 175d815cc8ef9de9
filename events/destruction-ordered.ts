import * as z from "zod";
import { supervisors } from "../shared/contract/destruction.ts";
import { destructionReference, eventBase, type Samples } from "./event.ts";

/** An approved list is to be carried out from now on, under the eyes of its supervisors (监销人). */
export const destructionOrdered = z.strictObject({
  type: z.literal("destruction-ordered"),
  ...eventBase,
  ...destructionReference,
  supervisors,
});

const sample = {
  type: "destruction-ordered",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "archivist-440100",
  listId: "2026-01",
  items: 3,
  reason: "appraisal of 2026",
  supervisors: ["张三", "李四"],
};

export const destructionOrderedSamples: Samples = {
  sample,
  broken: {
    "one supervisor alone": { ...sample, supervisors: ["张三"] },
  },
};
