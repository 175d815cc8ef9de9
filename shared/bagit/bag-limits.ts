/** What a bag may have at most: beyond it, it is refused before more of it is read. */
export type BagLimits = {
  readonly files: number;
  /** Bytes of all files together, as the bag states them and as they are read. */
  readonly bytes: number;
  /** Bytes of all files by bytes of the serialised form; looked at from `ratioFrom` bytes on. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Files outside the payload. */
  readonly tagFiles: number;
};

/** Scans hardly compress; a blank page in a bitmap does, some two hundred times. */
export const usualLimits: BagLimits = {
  files: 5_000_000,
  bytes: 4 * 1024 ** 4,
  ratio: 250,
  ratioFrom: 64 * 1024 ** 2,
  tagFiles: 100_000,
};
