import type { Delivery } from "../../shared/runtime/message-attempt.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import type { PreservationChanges } from "../../shared/storage/preservation-changes.ts";
import { batchSurroundings } from "./batch-surroundings.ts";
import { testBatch, type TestBatchDeps } from "./test-batch.ts";
import { testKept, type TestKeptDeps } from "./test-kept.ts";
import type { TestWork } from "./test-work.ts";

export type TestWithDeps = Omit<TestBatchDeps, "surroundings"> &
  Omit<TestKeptDeps, "changes"> & {
    readonly catalogues: CatalogueStore;
    readonly preservationChanges: PreservationChanges;
  };

/** A batch is tested when it is handed over, and what is kept of it from time to time. */
export const testWith = ({ preservationChanges, ...deps }: TestWithDeps) => {
  const { catalogues, scanner } = deps;
  const stages = {
    transfer: testBatch({ ...deps, surroundings: batchSurroundings({ catalogues, scanner }) }),
    preservation: testKept({ ...deps, changes: preservationChanges }),
  };
  return (work: TestWork, delivery: Delivery): Promise<void> => stages[work.stage](work, delivery);
};
