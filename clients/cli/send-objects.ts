import { S3ServiceException } from "@aws-sdk/client-s3";
import { severalAtOnce } from "./at-once.ts";
import { CliFailure, reasonOf } from "./cli-failure.ts";
import { FileChanged, isFileError, isPassingUploadFailure } from "./intake-bucket.ts";
import type { IntakeBucket } from "./intake-bucket.ts";
import type { Journal } from "./journal.ts";
import { withPatience } from "./retry.ts";
import type { Patience } from "./retry.ts";
import { exitCode } from "./world.ts";

/** A file with the key it gets and the digest it had. */
export type DepositObject = {
  readonly key: string;
  readonly sha256: string;
  readonly path: string;
  /** As the person knows it: below the folder. */
  readonly name: string;
  readonly bytes: number;
};

export type NotSent = { readonly object: DepositObject; readonly reason: "file-changed" | "file-unreadable" };

export type Sending = {
  readonly bucket: IntakeBucket;
  readonly region: string;
  readonly journal: Journal;
  readonly atOnce: number;
  readonly patience: Patience;
  /** When the refusal was made that stands for a key now. */
  readonly refusedBefore: (key: string) => string | undefined;
  readonly onBytes: (bytes: number) => void;
  readonly onSent: (object: DepositObject) => void;
};

/**
 * Sends objects, several at a time, and notes each in the journal the moment S3 has acknowledged it. Files that cannot be
 * sent as they are come back; the others still go.
 *
 * @throws CliFailure when the region does not answer (unreachable) or the key may not write there (incomplete).
 */
export const sendObjects = async (objects: readonly DepositObject[], sending: Sending): Promise<NotSent[]> => {
  const { bucket, journal, atOnce, patience, refusedBefore, onBytes, onSent } = sending;
  const notSent: NotSent[] = [];
  await severalAtOnce(objects, atOnce, patience.signal, async (object) => {
    const { key, sha256, path, bytes } = object;
    try {
      const versionId = await withPatience(patience, isPassingUploadFailure, async () => {
        let arrived = 0;
        const count = (more: number): void => {
          arrived += more;
          onBytes(more);
        };
        try {
          return await bucket.put({ key, path, bytes, sha256, signal: patience.signal, onBytes: count });
        } catch (error) {
          onBytes(-arrived);
          throw error;
        }
      });
      journal.keepSent({ key, sha256, versionId, refusedBefore: refusedBefore(key) });
      onSent(object);
    } catch (error) {
      if (patience.signal.aborted) return;
      const reason = fileReason(error);
      if (reason === undefined) throw failureOf(error, sending.region);
      notSent.push({ object, reason });
    }
  });
  return notSent;
};

const fileReason = (error: unknown): NotSent["reason"] | undefined =>
  error instanceof FileChanged ? "file-changed" : isFileError(error) ? "file-unreadable" : undefined;

const failureOf = (error: unknown, region: string): CliFailure =>
  error instanceof S3ServiceException && !isPassingUploadFailure(error)
    ? new CliFailure(exitCode.incomplete, "uploadRefused", { code: error.name, reason: error.message })
    : new CliFailure(exitCode.unreachable, "uploadUnreachable", { region, reason: reasonOf(error) });
