import type { BagLimits } from "./bag-limits.ts";
import type { Algorithm } from "./digest-algorithm.ts";

/** A file of a bag that was read to its end. */
export type ReadFile = {
  readonly path: string;
  readonly bytes: number;
  /** Digests (hex) that were computed of it. */
  readonly digests: ReadonlyMap<Algorithm, string>;
  /** Every manifest that lists it states these digests, and one does. */
  readonly isAsListed: boolean;
};

export type ValidateOptions = {
  /** What the serialised bag is called, without extension; the drafts want its top folder called so. */
  readonly name?: string;
  readonly limits?: BagLimits;
  /** Digests to compute of every file that is told of, beside those of the manifests. */
  readonly alsoDigest?: readonly Algorithm[];
  /** Told of every payload file, whether it is as the manifests say or not. */
  readonly onPayload?: (file: ReadFile) => void | Promise<void>;
  /** Told of every other file, likewise; one that no tag manifest lists is not as listed. */
  readonly onTagFile?: (file: ReadFile) => void | Promise<void>;
  readonly onProgress?: (done: {
    readonly files: number;
    readonly bytes: number;
    readonly ofFiles: number;
    readonly ofBytes: number;
  }) => void;
  /** Files, in the order of the bag, whose bytes an earlier part of this validation found good. */
  readonly from?: number;
  /** Asked before each file from the second on: whether to stop here and leave the rest for another part. */
  readonly isEnough?: () => boolean;
  readonly signal?: AbortSignal;
};
