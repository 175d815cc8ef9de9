import type { BagLimits } from "./bag-limits.ts";
import type { Algorithm } from "./digest-algorithm.ts";

export type PayloadFile = {
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
  /** Digests to compute of the payload beside those of the manifests. */
  readonly alsoDigest?: readonly Algorithm[];
  /** Told of every payload file that was read to its end, whether it is as the manifests say or not. */
  readonly onPayload?: (file: PayloadFile) => void | Promise<void>;
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
