import { CliFailure } from "./cli-failure.ts";
import { exitCode } from "./world.ts";

/** A whole number within bounds, from what was typed. @throws CliFailure (usage) naming the bounds. */
export const wholeNumber =
  (least: number, most: number) =>
  (value: string): number => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new CliFailure(exitCode.usage, "numberMalformed", { value, least, most });
  };
