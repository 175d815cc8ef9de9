import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { Principal } from "../../local/access/principals.ts";
import { createRegionServer } from "../../local/network/region-server.ts";
import type { Authorize, Now } from "../../local/network/service.ts";
import { createS3Service, type S3Options, type S3Service } from "../../local/aws/s3/s3-service.ts";

export const REGION = "cn-north-1";
export const bucketArn = (name: string) => `arn:aws-cn:s3:::${name}`;

/** Access keys and their secrets: one for a clerk, one for somebody else. */
export const SECRETS: Readonly<Record<string, string>> = { CLERK: "clerk-secret", STRANGER: "stranger-secret" };

export type S3Host = {
  readonly url: string;
  readonly service: S3Service;
  client(config?: S3ClientConfig & { readonly accessKeyId?: string }): S3Client;
  /** Closes the service and opens another on its files. */
  restart(options?: Partial<S3Options>): Promise<void>;
  close(): Promise<void>;
};

const allowAll: Authorize = () => ({ allowed: true });

/** One region's S3 behind the region's own server, which verifies signatures by `signatureClock`. */
export const startS3 = async (
  options: Partial<S3Options> & { readonly signatureClock?: Now } = {},
): Promise<S3Host> => {
  const directory = mkdtempSync(join(tmpdir(), "lantai-s3-"));
  const defaults = {
    directory,
    region: REGION,
    now: Date.now,
    authorize: allowAll,
    onEvent: () => Promise.resolve(),
    secretOf: (accessKeyId: string) => SECRETS[accessKeyId],
  };
  let service = createS3Service({ ...defaults, ...options });
  const region = createRegionServer({
    region: REGION,
    service: (_region, signingName) => (signingName === "s3" ? service : undefined),
    principal: (accessKeyId) => principalOf(accessKeyId),
    partition: { cut: () => undefined, heal: () => undefined, cutRegions: () => [], reachable: () => true },
    now: options.signatureClock ?? Date.now,
    report: (problem) => console.error(problem),
  });
  const server = createServer(region.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${portOf(server)}`;
  const clients: S3Client[] = [];
  return {
    url,
    get service() {
      return service;
    },
    client: ({ accessKeyId = "CLERK", ...config } = {}) => {
      const client = new S3Client({
        endpoint: url,
        region: REGION,
        forcePathStyle: true,
        maxAttempts: 1,
        credentials: { accessKeyId, secretAccessKey: SECRETS[accessKeyId] ?? "" },
        ...config,
      });
      clients.push(client);
      return client;
    },
    restart: async (changed = {}) => {
      await service.close();
      service = createS3Service({ ...defaults, ...options, ...changed });
    },
    close: async () => {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await service.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
};

const principalOf = (accessKeyId: string): Principal | undefined => {
  const secretAccessKey = SECRETS[accessKeyId];
  if (secretAccessKey === undefined) return undefined;
  const arn = `arn:aws-cn:iam::000000000000:user/${accessKeyId}`;
  return {
    arn,
    names: [arn],
    accountNames: [],
    userName: accessKeyId,
    tags: {},
    policies: [],
    accountId: "000000000000",
    region: undefined,
    credentials: { accessKeyId, secretAccessKey },
  };
};

/** The status and code a request was refused with, or `done`. */
export const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return `${$metadata?.httpStatusCode ?? ""} ${name}`;
  }
  return "done";
};
