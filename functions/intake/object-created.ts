import * as z from "zod";
import type { IntakeVersion } from "../../shared/storage/intake-versions.ts";

/**
 * "Object Created" as S3 tells EventBridge (keys are not percent-encoded there), reduced to what intake needs.
 * Without a sequencer where it was not S3 that told.
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
        sequencer: z
          .string()
          .regex(/^[0-9A-Fa-f]+$/)
          .optional(),
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
    arrival: { key: object.key, versionId: object["version-id"], sequencer: object.sequencer, at: time },
  }));
export type ObjectCreated = z.output<typeof objectCreated>;
export type ObjectCreatedMessage = z.input<typeof objectCreated>;

/** What S3 would have told of a version, as far as a list tells it: not the sequencer, nor who sent it. */
export const asCreated = (
  bucket: string,
  { key, versionId, bytes, modified }: IntakeVersion,
): ObjectCreatedMessage => ({
  time: toTheSecond(modified),
  detail: {
    bucket: { name: bucket },
    object: { key, size: bytes, "version-id": versionId },
    requester: "service:intake",
  },
});

/** The message that tells of an upload once more. */
export const toldAgain = ({ bucket, key, versionId, bytes, actor, arrival }: ObjectCreated): ObjectCreatedMessage => ({
  time: arrival.at,
  detail: {
    bucket: { name: bucket },
    object: {
      key,
      size: bytes,
      "version-id": versionId,
      ...(arrival.sequencer === undefined ? {} : { sequencer: arrival.sequencer }),
    },
    requester: actor,
  },
});

/** As S3 writes times in its events. */
export const toTheSecond = (moment: Date): string => moment.toISOString().replace(/\.\d{3}Z$/, "Z");
