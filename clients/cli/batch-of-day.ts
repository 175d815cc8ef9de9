import { isBatchId } from "../../shared/domain/intake-key.ts";
import { CliFailure } from "./cli-failure.ts";
import { exitCode } from "./world.ts";

/** `YYYY-MM-DD` on the calendar of this machine. */
export const batchOfDay = (milliseconds: number): string => {
  const day = new Date(milliseconds);
  const two = (part: number): string => part.toString().padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};

/** @throws CliFailure (usage) for what the service would refuse as a batch id. */
export const assertBatchId = (batch: string): void => {
  if (!isBatchId(batch)) throw new CliFailure(exitCode.usage, "batchMalformed", { batch });
};
