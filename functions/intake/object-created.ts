import * as z from "zod";

/**
 * "Object Created" as S3 tells EventBridge (keys are not percent-encoded there), reduced to what intake needs.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export const objectCreated = z
  .object({
    time: z.iso.datetime(),
    detail: z.object({
      bucket: z.object({ name: z.string().min(1) }),
      object: z.object({
        key: z.string().min(1),
        size: z.int().min(0),
        "version-id": z.string().min(1),
        sequencer: z.string().regex(/^[0-9A-Fa-f]+$/),
      }),
      requester: z.string().min(1),
    }),
  })
  .transform(({ time, detail: { bucket, object, requester } }) => ({
    bucket: bucket.name,
    key: object.key,
    versionId: object["version-id"],
    bytes: object.size,
    actor: requester,
    arrival: { key: object.key, sequencer: object.sequencer, at: time },
  }));
export type ObjectCreated = z.output<typeof objectCreated>;
