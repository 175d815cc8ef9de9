import { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { trustingClient } from "../../shared/storage/holdings.ts";
import type { SignedFetch } from "../../shared/storage/signed-fetch.ts";
import type { WireAnswer, WireRequest } from "./in-process-request.ts";

/** One call on its way. `operation` is such as `TransactWriteItems`; for S3 and the search engine the method. */
export type Call = {
  readonly from: string;
  readonly to: string;
  readonly service: string;
  readonly operation: string;
  readonly request: WireRequest;
};

/** What lies between callers and services; it rejects when the caller is to see a fault of the network. */
export type Line = (call: Call) => Promise<WireAnswer>;

/** What the SDK hands to a request handler, as far as it matters here. */
type SdkRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

const wholeBody = async (body: unknown): Promise<Buffer> => {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

const pathOf = ({ path, query = {} }: SdkRequest): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
};

const lowerCase = (headers: SdkRequest["headers"]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const operationOf = (method: string, headers: Readonly<Record<string, string>>): string =>
  headers["x-amz-target"]?.replace(/^.*\./, "") ?? method;

const nothing = (): void => undefined;
/** The trace tells of faults; the SDK need not. */
const quiet = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * The SDK's clients of a function of one region, over a line without sockets. Requests are not signed: where a call goes is
 * known by the client that makes it.
 */
const openRegionClients = (from: string, line: Line) => {
  const settings = (to: string, service: string) => ({
    region: to,
    credentials: { accessKeyId: from, secretAccessKey: "secret" },
    signer: { sign: <Request>(request: Request) => Promise.resolve(request) },
    maxAttempts: 1,
    logger: quiet,
    requestHandler: {
      handle: async (sent: SdkRequest) => {
        const headers = lowerCase(sent.headers);
        const request = { method: sent.method, path: pathOf(sent), headers, body: await wholeBody(sent.body) };
        const operation = operationOf(sent.method, headers);
        const { status, ...answer } = await line({ from, to, service, operation, request });
        return { response: { statusCode: status, headers: answer.headers, body: Readable.from([answer.body]) } };
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  });
  const searchFetch: SignedFetch = async (method, path, body = "") => {
    const request = { method, path, headers: { host: "search.simulated" }, body: Buffer.from(body) };
    const answer = await line({ from, to: from, service: "es", operation: method, request });
    return { status: answer.status, text: answer.body.toString("utf8") };
  };
  const known = new Map<string, unknown>();
  /** Making a client takes the SDK longer than a call. */
  const once = <Client>(name: string, make: () => Client): Client => {
    const client = (known.get(name) as Client | undefined) ?? make();
    known.set(name, client);
    return client;
  };
  return {
    dynamodb: new DynamoDBClient(settings(from, "dynamodb")),
    events: new EventBridgeClient(settings(from, "events")),
    searchFetch,
    s3: (to: string) => once(`s3 ${to}`, () => new S3Client({ ...settings(to, "s3"), forcePathStyle: true })),
    /** Digests are taken through this one. */
    readingBack: (to: string) =>
      once(`reading back ${to}`, () => trustingClient({ ...settings(to, "s3"), forcePathStyle: true })),
    sqs: (to: string) =>
      once(`sqs ${to}`, () => new SQSClient({ ...settings(to, "sqs"), useQueueUrlAsEndpoint: false })),
  };
};
/** A region's clients. */
export type RegionClients = ReturnType<typeof openRegionClients>;

/** The clients of several regions, which serve one world after the other. */
export const openClients = (regions: readonly string[]) => {
  let current: Line = () => Promise.reject(new Error("no world is connected"));
  const clients = new Map(regions.map((region) => [region, openRegionClients(region, (call) => current(call))]));
  return {
    connect: (line: Line): void => void (current = line),
    of: (region: string): RegionClients => {
      const found = clients.get(region);
      if (found === undefined) throw new Error(`no region ${region}`);
      return found;
    },
  };
};
export type Clients = ReturnType<typeof openClients>;
