import { readFile } from "node:fs/promises";
import { readFaultPlanText, type FaultPlan } from "./fault-plan.ts";

/** Reads a plan from a file. @throws Error naming the file and what is wrong in it, field by field. */
export const readFaultPlanFile = async (file: string): Promise<FaultPlan> => {
  const read = readFaultPlanText(await readFile(file, "utf8"));
  if (read.ok) return read.plan;
  throw new Error(`${file}: ${read.problem}`);
};
