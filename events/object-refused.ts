import * as z from "zod";
import { eventBase, type Samples } from "./event.ts";
import { refusalCode } from "../shared/domain/refusal.ts";

/** An uploaded object was not taken; it stays in intake with this reason. */
export const objectRefused = z.strictObject({
  type: z.literal("object-refused"),
  ...eventBase,
  batchId: z.string().min(1).max(64),
  key: z.string().min(1),
  versionId: z.string().min(1),
  code: refusalCode,
});

const sample = {
  type: "object-refused",
  eventId: "2026-03-02T01:00:00.000Z-0000000a",
  archiveId: "440100",
  time: "2026-03-02T01:00:00.000Z",
  actor: "arn:aws-cn:iam::000000000000:user/uploader-440100",
  batchId: "2026-03",
  key: "440100/2026-03/Z109-WS·2011·Y·办公室-0001/001.jpg",
  versionId: "v1",
  code: "object-empty",
};

export const objectRefusedSamples: Samples = {
  sample,
  broken: {
    "reason not in the list": { ...sample, code: "bad" },
  },
};
