import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { readScope, verifySignature } from "../../local/network/signature.ts";
import type { Authorize } from "../../local/network/service.ts";
import { createS3Service, type S3Options, type S3Service } from "../../local/aws/s3/s3-service.ts";

export const REGION = "cn-north-1";
export const bucketArn = (name: string) => `arn:aws-cn:s3:::${name}`;

const SECRETS: Readonly<Record<string, string>> = { CLERK: "clerk-secret", STRANGER: "stranger-secret" };

export type S3Host = {
  readonly url: string;
  readonly service: S3Service;
  client(config?: S3ClientConfig & { readonly accessKeyId?: string }): S3Client;
  /** Closes the service and opens another on its files. */
  restart(options?: Partial<S3Options>): Promise<void>;
  close(): Promise<void>;
};

const allowAll: Authorize = () => ({ allowed: true });

/** One region's S3 behind a real HTTP server that verifies signatures, as the host does. */
export const startS3 = async (options: Partial<S3Options> = {}): Promise<S3Host> => {
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
  const server = createServer((request, response) => void handle(service, request, response));
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

const handle = async (service: S3Service, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const scope = readScope({ url: request.url ?? "", headers: request.headers });
  const verification = verifySignature({
    method: request.method ?? "",
    url: request.url ?? "",
    headers: request.headers,
    secretAccessKey: SECRETS[scope?.accessKeyId ?? ""] ?? "",
    now: Date.now(),
  });
  if (!verification.ok) {
    response.writeHead(403, { "content-type": "application/xml", connection: "close" });
    response.end(`<Error><Code>${verification.code}</Code></Error>`);
    return;
  }
  const { accessKeyId } = verification.scope;
  const principalArn = `arn:aws-cn:iam::000000000000:user/${accessKeyId}`;
  await service.handle(request, response, { accessKeyId, principalArn, region: undefined });
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
