import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 操作过程可控性: the batch was opened under terms and closed, and each step says who took it and why. */
export const process: Check = {
  id: "security.process",
  property: "security",
  stages: ["transfer"],
  clause: fourProperty("操作过程安全性检测", "the process was controlled"),
  *run({ batch }) {
    const steps = batch?.transitions ?? [];
    for (const step of ["open", "closed"] as const)
      if (!steps.some(({ to }) => to === step)) yield failed("step-unrecorded", { facts: { step } });
  },
};
