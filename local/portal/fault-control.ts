import type { IncomingMessage } from "node:http";
import type { FaultControl } from "../faults/faults.ts";
import { readFaultPlan } from "../faults/fault-plan.ts";
import { readWholeBody } from "../network/request-body.ts";

const LONGEST_PLAN_BYTES = 1024 * 1024;

type Answer = { readonly status: number; readonly value: unknown };

/** Sets (`POST`), shows (`GET`) or takes away (`DELETE`) the plan of faults. A plan that is wrong changes nothing. */
export const faultControl = async (
  faults: Pick<FaultControl, "set" | "clear" | "plan">,
  request: IncomingMessage,
): Promise<Answer> => {
  switch (request.method) {
    case "POST": {
      const read = readPlanText(await readWholeBody(request, LONGEST_PLAN_BYTES));
      if (!read.ok) return { status: 400, value: { code: "request-invalid", detail: read.problem } };
      faults.set(read.plan);
      return { status: 200, value: { plan: read.plan } };
    }
    case "GET":
      return { status: 200, value: { plan: faults.plan() ?? null } };
    case "DELETE":
      faults.clear();
      return { status: 200, value: { plan: null } };
    default:
      return { status: 405, value: { code: "not-allowed" } };
  }
};

const readPlanText = (body: Buffer | undefined): ReturnType<typeof readFaultPlan> => {
  if (body === undefined) return { ok: false, problem: `plan: longer than ${LONGEST_PLAN_BYTES} bytes` };
  try {
    return readFaultPlan(JSON.parse(body.toString("utf8")));
  } catch {
    return { ok: false, problem: "plan: not JSON" };
  }
};
