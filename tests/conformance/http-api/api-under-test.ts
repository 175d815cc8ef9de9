import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { httpApiListener } from "../../../local/http-api/http-api-server.ts";
import type { HttpApi, HttpApiRoute } from "../../../local/http-api/http-api-server.ts";
import type { InvocationResult } from "../../../local/lambda/invocation.ts";

const servers: Server[] = [];

export const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

export const closeServers = (): void => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
};

const echo = (payload: string): Promise<InvocationResult> => Promise.resolve({ ok: true, payload });

/** A route whose function answers with what it got. */
export const route = (routeKey: string, more: Partial<HttpApiRoute> = {}): HttpApiRoute => ({
  routeKey,
  authorizer: undefined,
  scopes: [],
  timeoutMs: 30_000,
  invoke: echo,
  ...more,
});

export const answering = (answer: unknown) => (): Promise<InvocationResult> =>
  Promise.resolve({ ok: true, payload: JSON.stringify(answer) });

/** Serves an API on a socket; its clock stands. */
export const serve = (routes: HttpApiRoute[], crossOrigin?: HttpApi["crossOrigin"]): Promise<string> =>
  listen(
    createServer(
      httpApiListener(
        { apiId: "a1", accountId: "1", routes, crossOrigin },
        { now: () => 1_583_348_638_390, report: () => {} },
      ),
    ),
  );

export const statusAndBody = async (response: Response): Promise<unknown> => [response.status, await response.json()];
