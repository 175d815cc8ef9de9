import * as z from "zod";

/** The upload that brought some bytes, as S3 told of it. */
export const arrival = z.strictObject({
  /** Key of the object in the intake bucket. */
  key: z.string().min(1),
  /** Which version of the object it made; not noted of uploads that were dealt with before this was. */
  versionId: z.string().min(1).optional(),
  /** Orders the uploads under one key, and says nothing of other keys. Only S3's event tells it, no list does. */
  sequencer: z
    .string()
    .regex(/^[0-9A-Fa-f]+$/)
    .optional(),
  /** When S3 had taken the object, to the second. */
  at: z.iso.datetime(),
});
export type Arrival = z.infer<typeof arrival>;

/** Ids of the versions of one key, the newest first, as S3 lists them. */
export type VersionOrder = readonly string[];

/**
 * Whether an upload is known to be older than another. S3 delivers events in any order, and an upload whose event never came
 * has no sequencer. Under one key these decide, the first of them that knows both uploads; the first two never disagree,
 * since both are S3's own order:
 *
 * 1. the sequencers: the shorter one is filled with zeros at its right, then they compare like text
 *    (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html);
 * 2. the places of the two versions in `versions`, the list of their key;
 * 3. the times, for a version that was removed since, or was not noted.
 *
 * Under different keys only the times can be compared. Within the same second neither is known to be older.
 */
export const cameBefore = (one: Arrival, other: Arrival, versions: VersionOrder = []): boolean =>
  (one.key === other.key ? (bySequencer(one, other) ?? byPlace(one, other, versions)) : undefined) ??
  Date.parse(one.at) < Date.parse(other.at);

/** Whether only S3's list of versions can tell an upload from one of these. */
export const needsVersionOrder = (one: Arrival, others: readonly Arrival[]): boolean =>
  others.some(({ key, sequencer }) => key === one.key && (sequencer === undefined || one.sequencer === undefined));

const bySequencer = ({ sequencer: one }: Arrival, { sequencer: other }: Arrival): boolean | undefined => {
  if (one === undefined || other === undefined) return undefined;
  const digits = Math.max(one.length, other.length);
  const comparable = (sequencer: string): string => sequencer.toLowerCase().padEnd(digits, "0");
  return comparable(one) < comparable(other);
};

const byPlace = (one: Arrival, other: Arrival, versions: VersionOrder): boolean | undefined => {
  const [place, otherPlace] = [one, other].map(({ versionId }) =>
    versionId === undefined ? -1 : versions.indexOf(versionId),
  );
  return place === undefined || otherPlace === undefined || place < 0 || otherPlace < 0
    ? undefined
    : place > otherPlace;
};
