import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import * as z from "zod";
import type { Clock } from "../clock.ts";
import type { Host } from "../host.ts";
import type { Endpoints } from "../endpoints-file.ts";
import { faultControl } from "./fault-control.ts";
import { landingPage } from "./landing-page.ts";

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(`${JSON.stringify(value)}\n`);
};

const passing = z.coerce.number().int().min(1).max(86_400);

/** A browser names the page that sends a request; other sites have no business with this machine's regions. */
const comesFromElsewhere = ({ headers }: IncomingMessage, portal: string): boolean =>
  (headers.origin !== undefined && headers.origin !== portal) || headers.host !== new URL(portal).host;

/**
 * What answers at the portal's address on one machine: a page that says where everything is, and the switches that only one
 * machine has (`POST /local/regions/{region}/cut` and `/heal`, `GET /local/regions`, `GET /local/queues`,
 * `POST`, `GET`, `DELETE /local/faults`, and `POST /local/clock?seconds=` to let time pass).
 */
export const portalListener =
  (portal: string, host: Host, endpoints: Endpoints, clock: Clock): RequestListener =>
  (request, response) => {
    if (comesFromElsewhere(request, portal)) return json(response, 403, { code: "not-allowed" });
    const url = URL.parse(request.url ?? "/", portal);
    if (url === null) return json(response, 404, { code: "not-found" });
    const { pathname, searchParams } = url;
    const line = /^\/local\/regions\/([a-z0-9-]+)\/(cut|heal)$/.exec(pathname);
    if (request.method === "POST" && line !== null) {
      const [, region = "", change] = line;
      if (host.regions[region] === undefined)
        return json(response, 404, { code: "not-found", regions: Object.keys(host.regions) });
      if (change === "cut") host.control.cut(region);
      else host.control.heal(region);
      return json(response, 200, { region, cut: host.control.cutRegions() });
    }
    if (request.method === "GET" && pathname === "/local/regions")
      return json(response, 200, { regions: Object.keys(host.regions), cut: host.control.cutRegions() });
    if (request.method === "POST" && pathname === "/local/clock") {
      const seconds = passing.safeParse(searchParams.get("seconds"));
      if (!seconds.success) return json(response, 400, { code: "request-invalid", detail: "seconds: 1 to 86400" });
      clock.moveOn(seconds.data);
      return json(response, 200, { now: new Date(clock.now()).toISOString() });
    }
    if (pathname === "/local/faults")
      return void faultControl(host.control.faults, request).then(
        ({ status, value }) => json(response, status, value),
        (error: unknown) => {
          console.error("portal", error);
          json(response, 500, { code: "internal" });
        },
      );
    if (request.method === "GET" && pathname === "/local/queues") return json(response, 200, host.control.queues());
    if (request.method === "GET" && pathname === "/") {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      });
      return response.end(landingPage(endpoints));
    }
    json(response, 404, { code: "not-found" });
  };
