import { afterEach, beforeEach } from "vitest";
import type { FunctionPool } from "../../../local/lambda/function-pool.ts";
import type { InvocationResult } from "../../../local/lambda/invocation.ts";
import type { Mapping } from "../../../local/lambda/queue-mapping.ts";
import { openWorkshop, type Workshop } from "../../support/function-code.ts";

/** Event source mappings, closed after each test, and functions for them. */
export const mappingsUnderTest = () => {
  const m = { workshop: undefined as unknown as Workshop, mappings: [] as Mapping[] };
  beforeEach(() => {
    m.workshop = openWorkshop();
  });
  afterEach(async () => {
    await Promise.all(m.mappings.splice(0).map((mapping) => mapping.close()));
    await m.workshop.close();
  });

  /** A function that is plain code in this process: what it gets is seen, what it answers is decided by the test. */
  const inProcess = (run: (records: never[]) => unknown, concurrency = 2): FunctionPool => {
    const invoke = async (payload: string): Promise<InvocationResult> => {
      try {
        const { Records } = JSON.parse(payload) as { Records: never[] };
        return { ok: true, payload: JSON.stringify((await run(Records)) ?? null) };
      } catch (error) {
        return { ok: false, error: { errorType: "Error", errorMessage: String(error), trace: [] } };
      }
    };
    const { definition } = m.workshop.pool("");
    const slot = { invoke, release: () => {} };
    return {
      definition,
      concurrency,
      throttles: () => false,
      acquire: () => Promise.resolve(slot),
      invoke,
      close: () => Promise.resolve(),
    };
  };

  return { mappings: m.mappings, inProcess, directory: () => m.workshop.directory };
};
