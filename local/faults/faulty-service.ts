import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller, Service } from "../network/service.ts";
import type { Partition } from "../network/partition.ts";
import type { Faults } from "./faults.ts";
import { operationOf } from "./operation-of.ts";
import type { Place } from "./place.ts";
import { throttlingOf } from "./throttling.ts";

/** A service as its callers meet it when calls go wrong: throttled, slow, done without an answer, or with the region cut off. */
export const faultyService = (
  service: Service,
  at: {
    readonly region: string;
    readonly name: string;
    readonly partition: Pick<Partition, "cut" | "heal">;
    /** The function that calls; `undefined` for a client from outside. */
    readonly functionOf: (caller: Caller) => string | undefined;
  },
  faults: Faults,
): Service => ({
  ...service,
  handle: async (request, response, caller) => {
    if (!faults.active()) return service.handle(request, response, caller);
    const place: Place = {
      region: at.region,
      service: at.name,
      operation: operationOf(at.name, request),
      function: at.functionOf(caller) ?? "client",
    };
    const cut = faults.strike("cut", place);
    if (cut !== undefined) {
      at.partition.cut(at.region);
      // It stays cut when the host stops in the meantime, as a region would.
      void faults.pause(cut.milliseconds).then(
        () => at.partition.heal(at.region),
        () => undefined,
      );
    }
    if (faults.strike("throttle", place) !== undefined) return throttle(request, response, at.name);
    const slow = faults.strike("delay", place);
    if (slow !== undefined) await faults.pause(slow.milliseconds);
    if (faults.strike("answer-lost", place) === undefined) return service.handle(request, response, caller);
    await handleWithoutAnswer(service, request, response, caller);
  },
});

const throttle = async (request: IncomingMessage, response: ServerResponse, service: string): Promise<void> => {
  const { status, headers, body } = throttlingOf(service);
  // Many clients look for an answer only when they have sent everything.
  await request.resume().forEach(() => undefined);
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
};

/** Nobody can tell a read whose answer was lost from one that was not done; everything else is done before the line breaks. */
const handleWithoutAnswer = async (
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
): Promise<void> => {
  const { socket } = request;
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.detachSocket(socket);
    await service.handle(request, response, caller);
  }
  socket.destroy();
};
