import type { WireAnswer } from "./in-process-request.ts";
import type { Faults } from "./faults.ts";
import type { Call } from "./region-clients.ts";
import type { Chance } from "./seeded-chance.ts";
import type { Verdict } from "./turns.ts";

const answer = (status: number, body: string, type = "application/x-amz-json-1.0"): WireAnswer => ({
  status,
  headers: { "content-type": type },
  body: Buffer.from(body),
});

const failure = ({ service, operation }: Call, status: number, code: string): WireAnswer => {
  if (service !== "s3") return answer(status, JSON.stringify({ __type: code, message: "simulated" }));
  const body = operation === "HEAD" ? "" : `<Error><Code>${code}</Code><Message>simulated</Message></Error>`;
  return answer(status, body, "application/xml");
};

/** How each service says that a caller asks too much. */
const throttled = (call: Call): WireAnswer => {
  switch (call.service) {
    case "dynamodb":
      return failure(call, 400, "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException");
    case "s3":
      return failure(call, 503, "SlowDown");
    case "sqs":
      return failure(call, 400, "com.amazonaws.sqs#RequestThrottled");
    case "es":
      return failure(call, 429, "too_many_requests");
    default:
      return failure(call, 400, "ThrottlingException");
  }
};

const writes = /^(PUT|DELETE|PutItem|UpdateItem|TransactWriteItems|SendMessage|PutEvents)$/;
/** Whether a call takes something into a service. */
export const isWrite = ({ service, operation, request: { path } }: Call): boolean =>
  writes.test(operation) || (service === "es" && path.includes("_doc"));

/** Lines that are cut and disks that are full, until a moment (milliseconds since the epoch). */
export type Outages = {
  readonly cut: Map<string, number>;
  /** By `<region>/<service>`. */
  readonly full: Map<string, number>;
};

const holds = (until: number | undefined, now: number): boolean => until !== undefined && until > now;

/** What becomes of a call. Those of a delivery that is spared always go through. */
export const judgeCalls =
  (faults: Faults, outages: Outages, chance: Chance) =>
  (call: Call, now: number): Verdict => {
    const { from, to, service } = call;
    const far = from !== to && [from, to].some((region) => holds(outages.cut.get(region), now));
    if (far) return { is: "unreachable" };
    if (holds(outages.full.get(`${to}/${service}`), now) && isWrite(call))
      return { is: "answered", answer: failure(call, 500, "InternalError") };
    if (faults.hits("throttled-call")) return { is: "answered", answer: throttled(call) };
    if (faults.hits("lost-answer")) return { is: "answer-lost" };
    if (faults.hits("crash")) return { is: chance.hits(0.5) ? "crash-before" : "crash-after" };
    return { is: "through" };
  };
