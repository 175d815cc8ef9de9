import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Authorize, Caller, Now, Service } from "../../network/service.ts";
import { ownDisk, type Disk } from "../disk.ts";
import type { BucketDeclaration } from "./buckets.ts";
import type { ObjectEvent } from "./event-outbox.ts";
import type { Exchange, Reply } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import type { SecretLookup } from "./request-body.ts";
import { readRequest } from "./request.ts";
import { findOperation } from "./routing.ts";
import { openStorage, type Storage } from "./storage.ts";
import { errorDocument } from "./xml.ts";

/** Amazon S3 of one region. */
export type S3Service = Service & {
  /** Creates a bucket as the template declares it, or brings an existing one to its declaration; objects stay. */
  createBucket(bucket: BucketDeclaration): void;
  /** The files that hold a version's bytes, in order, for faults at rest; `undefined` when there is no such version. */
  filesOf(bucket: string, key: string, versionId?: string): readonly string[] | undefined;
};

export type S3Options = {
  /** Holds the index and the bytes; created when missing. One service at a time may use it. */
  readonly directory: string;
  readonly region: string;
  readonly now: Now;
  readonly authorize: Authorize;
  /** Receives each event at least once; an event is repeated until the promise resolves, also after a restart. */
  readonly onEvent: (event: ObjectEvent) => Promise<void>;
  readonly account?: string;
  /**
   * Secret of an access key, to verify the signature of each chunk of a signed streaming upload. Without it (or for a key
   * it does not know) chunk signatures are not verified; checksums and lengths always are.
   */
  readonly secretOf?: SecretLookup;
  readonly disk?: Disk;
};

const DEFAULT_ACCOUNT = "000000000000";
const MAX_DROPPED_BYTES = 64 * 1024 ** 2;

/**
 * Amazon S3 in this process: the REST API over requests whose signature is already verified. Whatever is not implemented
 * is refused by name (501).
 */
export const createS3Service = (options: S3Options): S3Service => {
  const account = options.account ?? DEFAULT_ACCOUNT;
  const storage = openStorage({ disk: ownDisk, ...options, account });
  const { region, now, authorize, secretOf } = options;
  const context = { storage, region, account, now, authorize, secretOf };
  return {
    handle: async (message, response, caller) => {
      const id = randomBytes(8).toString("hex").toUpperCase();
      response.setHeader("x-amz-request-id", id);
      response.setHeader("x-amz-id-2", randomBytes(24).toString("base64"));
      response.setHeader("server", "AmazonS3");
      const reply = await answer(message, caller, id, context);
      await send(message, response, reply);
    },
    createBucket: (bucket) => storage.buckets.declare(bucket, now()),
    filesOf: (bucket, key, versionId) => {
      const { objects, blobs } = storage;
      const version = versionId === undefined ? objects.latest(bucket, key) : objects.version(bucket, key, versionId);
      if (version === undefined || version.marker) return undefined;
      return objects.segments(version.seq).map(({ blob }) => blobs.pathOf(blob));
    },
    close: () => storage.close(),
  };
};

type Context = Omit<Exchange, "request"> & { readonly storage: Storage };

const answer = async (message: IncomingMessage, caller: Caller, id: string, context: Context): Promise<Reply> => {
  try {
    return await run(message, caller, id, context);
  } catch (error) {
    // The client went away in the middle of its body: nobody is left to tell.
    if (message.destroyed && !message.complete) return { status: 400 };
    const failure =
      error instanceof S3Failure
        ? error
        : new S3Failure("InternalError", "We encountered an internal error. Please try again.");
    if (failure !== error) console.error(`s3 ${message.method ?? ""} ${message.url ?? ""}`, error);
    return describeFailure(failure, message, id);
  }
};

const run = async (message: IncomingMessage, caller: Caller, id: string, context: Context): Promise<Reply> => {
  const { storage, region } = context;
  const request = readRequest(message, caller, id, (name) => storage.buckets.find(name) !== undefined);
  const operation = findOperation(request);
  const exchange = { ...context, request };
  if (operation.level === "service") return operation.run(exchange);
  const bucket = storage.buckets.find(request.bucket ?? "");
  if (bucket === undefined) {
    if (operation.name === "CreateBucket") {
      throw new S3Failure("NotImplemented", "Buckets are made from the synthesized template, not by clients.");
    }
    throw new S3Failure("NoSuchBucket", "The specified bucket does not exist", {
      details: { BucketName: request.bucket ?? "" },
    });
  }
  assertOwner(exchange);
  const reply =
    operation.level === "bucket"
      ? await operation.run({ ...exchange, bucket })
      : await operation.run({ ...exchange, bucket, key: request.key ?? "" });
  return { ...reply, headers: { "x-amz-bucket-region": region, ...reply.headers } };
};

/** A client may state whose bucket it means to use. */
const assertOwner = ({ request, account }: Exchange): void => {
  for (const header of ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"]) {
    const owner = request.headers.get(header);
    if (owner !== undefined && owner !== account) throw new S3Failure("AccessDenied", "Access Denied");
  }
};

const describeFailure = (failure: S3Failure, message: IncomingMessage, id: string): Reply => {
  const bodyless = message.method === "HEAD" || failure.status === 304;
  const body = errorDocument({
    Code: failure.code,
    Message: failure.message,
    ...failure.details,
    Resource: (message.url ?? "").split("?")[0],
    RequestId: id,
  });
  return { status: failure.status, headers: failure.headers, ...(bodyless ? {} : { body }) };
};

/**
 * Reads on and drops what is left of a body that was refused before its end: many clients look for an answer only when
 * they have sent everything. A body much longer than that is cut off.
 */
const dropRest = (message: IncomingMessage): void => {
  let dropped = 0;
  message.on("data", (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > MAX_DROPPED_BYTES) message.destroy();
  });
  message.resume();
};

const send = async (message: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> => {
  if (!message.complete) dropRest(message);
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (reply.body instanceof Readable) {
    response.writeHead(reply.status);
    // An end of either side ends the other; the client sees a body shorter than Content-Length, never a wrong one.
    await pipeline(reply.body, response).catch((error: unknown) => {
      if (!response.destroyed || response.errored !== null) console.error(`s3 ${message.url ?? ""}`, error);
    });
    return;
  }
  if (reply.body !== undefined) {
    response.setHeader("content-type", "application/xml");
    response.setHeader("content-length", Buffer.byteLength(reply.body));
  } else if (reply.status !== 204 && reply.status !== 304 && !response.hasHeader("content-length")) {
    if (message.method !== "HEAD" || reply.status >= 400) response.setHeader("content-length", 0);
  }
  response.writeHead(reply.status);
  response.end(reply.body);
};
