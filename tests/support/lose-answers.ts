import type { Cells } from "./cell.ts";

/** Does something again and again, each time losing the answer to the first call of another operation. */
export const losingEachOnce = async (
  { cloud }: Cells,
  operations: readonly string[],
  act: () => Promise<unknown>,
): Promise<void> => {
  for (const operation of operations) {
    let lost = false;
    cloud.fault = (call) => {
      if (lost || call.operation !== operation) return undefined;
      lost = true;
      return "answer-lost";
    };
    await act().catch(() => undefined);
  }
  cloud.fault = () => undefined;
};
