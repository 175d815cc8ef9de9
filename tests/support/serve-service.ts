import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authorize, Caller, Service } from "../../local/network/service.ts";

export const testCaller: Caller = {
  accessKeyId: "AKIDEXAMPLE",
  principalArn: "arn:aws-cn:sts::000000000000:assumed-role/clerk/session",
  region: "cn-north-1",
};

export const allowAll: Authorize = () => ({ allowed: true });

export const denyAll: Authorize = () => ({ allowed: false, reason: "no policy allows it" });

/** Serves one service over HTTP without verifying signatures, which the region's server does before it. */
export const serveService = async (service: () => Service) => {
  const server = createServer((request, response) => void service().handle(request, response, testCaller));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export const temporaryDirectory = async () => {
  const path = await mkdtemp(join(tmpdir(), "lantai-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};

/** Looks every few milliseconds until the condition gives a value that is not `undefined` or `false`. */
export const eventually = async <Value>(
  condition: () => Value | Promise<Value>,
  deadlineMilliseconds = 20_000,
): Promise<NonNullable<Value>> => {
  const end = performance.now() + deadlineMilliseconds;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) {
      return value;
    }
    if (performance.now() > end) {
      throw new Error(`Not so within ${deadlineMilliseconds} ms: ${condition.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
