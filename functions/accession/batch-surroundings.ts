import type { BatchSurroundings } from "./test-batch.ts";

/**
 * What is known of a batch beside its pages. A batch that came file by file has no catalogue, no list of its files and no
 * package: what hangs on them could not be checked, or is not asked.
 */
export const batchSurroundings =
  ({ scanner }: Pick<BatchSurroundings, "scanner">) =>
  (): Promise<BatchSurroundings> =>
    Promise.resolve({ items: undefined, unreadRows: 0, sent: undefined, packages: [], scanner });
