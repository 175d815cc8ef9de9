import type * as z from "zod";
import type { retentionAnswer } from "../contract/retention-routes.ts";
import type { RetentionDecision } from "./retention.ts";

/** How long an item is kept, as people see it. */
export const retentionAnswerOf = ({
  retention,
  dueOn,
  by,
  scheduled,
  findings,
}: RetentionDecision): z.input<typeof retentionAnswer> => ({
  period: retention,
  dueOn,
  by,
  scheduled,
  findings: [...findings],
});
