import * as z from "zod";

/** The upload that brought some bytes, as S3 told of it. */
export const arrival = z.strictObject({
  /** Key of the object in the intake bucket. */
  key: z.string().min(1),
  /** Orders the uploads under one key, and says nothing of other keys. */
  sequencer: z.string().regex(/^[0-9A-Fa-f]+$/),
  /** When S3 had taken the object, to the second. */
  at: z.iso.datetime(),
});
export type Arrival = z.infer<typeof arrival>;

/**
 * Whether an upload is known to be older than another. S3 delivers events in any order. Under one key its sequencers decide:
 * the shorter one is filled with zeros at its right, then they compare like text
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html). Under different keys only the
 * times can be compared; within the same second neither is known to be older.
 */
export const cameBefore = (one: Arrival, other: Arrival): boolean => {
  if (one.key !== other.key) return Date.parse(one.at) < Date.parse(other.at);
  const digits = Math.max(one.sequencer.length, other.sequencer.length);
  const comparable = ({ sequencer }: Arrival): string => sequencer.toLowerCase().padEnd(digits, "0");
  return comparable(one) < comparable(other);
};
