import { usualLimits, type BagLimits } from "../../shared/bagit/bag-limits.ts";

/**
 * What a bag that arrives in intake may have: so much that its names and digests fit a worker's memory, and that a worker finds its
 * place in it again well within one run.
 */
export const arrivedLimits: BagLimits = { ...usualLimits, files: 500_000, bytes: 1024 ** 4, tagFiles: 10_000 };
