import type { IncomingMessage } from "node:http";
import type { FaultControl } from "../faults/faults.ts";
import { readFaultPlanText } from "../faults/fault-plan.ts";
import { readWholeBody } from "../network/request-body.ts";

const LONGEST_PLAN_BYTES = 1024 * 1024;

type Answer = { readonly status: number; readonly value: unknown };

const tooLong: Answer = {
  status: 400,
  value: { code: "request-invalid", detail: `plan: longer than ${LONGEST_PLAN_BYTES} bytes` },
};

/**
 * Sets (`POST`), shows (`GET`) or takes away (`DELETE`) the plan of faults. A plan that is wrong changes nothing.
 * Rejects when the client goes away in the middle of one.
 */
export const faultControl = async (
  faults: Pick<FaultControl, "set" | "clear" | "plan">,
  request: IncomingMessage,
): Promise<Answer> => {
  switch (request.method) {
    case "POST": {
      const body = await readWholeBody(request, LONGEST_PLAN_BYTES);
      if (body === undefined) return tooLong;
      const read = readFaultPlanText(body.toString("utf8"));
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
