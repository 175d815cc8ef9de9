import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Principal } from "../access/principals.ts";
import type { Partition } from "./partition.ts";
import { readWholeBody, replayed } from "./request-body.ts";
import type { Now, Service } from "./service.ts";
import { readScope, verifySignature } from "./signature.ts";
import type { Scope, SignatureFailure } from "./signature.ts";

/** What one region's server needs to know of all regions. */
export type RegionServerSettings = {
  readonly region: string;
  /** Services by region and by the name requests are signed for (`s3`, `dynamodb`, `es`). */
  readonly service: (region: string, signingName: string) => Service | undefined;
  readonly principal: (accessKeyId: string) => Principal | undefined;
  readonly partition: Partition;
  readonly now: Now;
  readonly report: (problem: string) => void;
};

export type RegionServer = {
  readonly listener: RequestListener;
  /** Resolves when no request is being answered any more, also none whose client went away. */
  readonly settled: () => Promise<void>;
};

/** `_bulk` of the search engine is the longest request any service but S3 takes. */
const LARGEST_BUFFERED_BYTES = 100 * 1024 * 1024;

type Refusal = { readonly status: number; readonly code: string; readonly message: string };

/**
 * One HTTP server for all AWS services of a region. Functions always call their own region's server; the region that
 * the signature names says where the call goes, over the line between the two regions if they differ, which may be cut.
 * A client from outside reaches the region whose server it calls, whatever region it signs for, as S3 clients
 * that sign for `us-east-1` expect.
 */
export const createRegionServer = (settings: RegionServerSettings): RegionServer => {
  const running = new Set<Promise<void>>();
  return {
    listener: (request, response) => {
      const served: Promise<void> = serve(settings, request, response)
        .catch((error: unknown) => {
          settings.report(error instanceof Error ? (error.stack ?? error.message) : String(error));
          if (response.headersSent) response.destroy();
          else refuse(request, response, undefined, INTERNAL_FAILURE);
        })
        .finally(() => running.delete(served));
      running.add(served);
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
};

const INTERNAL_FAILURE: Refusal = { status: 500, code: "InternalFailure", message: "Internal failure" };

const serve = async (
  settings: RegionServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  // SDKs set their clock by it when their own is off.
  response.setHeader("date", new Date(settings.now()).toUTCString());
  const url = request.url ?? "/";
  const scope = readScope({ url, headers: request.headers });
  const principal = scope === undefined ? undefined : settings.principal(scope.accessKeyId);
  if (scope === undefined || principal === undefined) {
    refuse(request, response, scope, isSigV2(request) ? SIGV2 : unreadable(request, scope));
    return;
  }
  const target = principal.region === undefined ? settings.region : scope.region;
  const service = settings.service(target, scope.service);
  if (service === undefined) {
    refuse(request, response, scope, {
      status: 400,
      code: "UnknownService",
      message: `Lantai's one-machine host does not know the service ${scope.service} in ${target}`,
    });
    return;
  }
  if (!settings.partition.reachable(principal.region, target)) {
    request.socket.destroy();
    return;
  }
  const body = scope.service === "s3" ? undefined : await readWholeBody(request, LARGEST_BUFFERED_BYTES);
  if (scope.service !== "s3" && body === undefined) {
    response.setHeader("connection", "close");
    refuse(request, response, scope, {
      status: 413,
      code: "RequestEntityTooLarge",
      message: "The request is too long",
    });
    return;
  }
  const verification = verifySignature({
    method: request.method ?? "GET",
    url,
    headers: request.headers,
    payloadHash: body === undefined ? undefined : createHash("sha256").update(body).digest("hex"),
    secretAccessKey: principal.credentials.secretAccessKey,
    now: settings.now(),
  });
  if (!verification.ok || sessionToken(request, scope) !== principal.credentials.sessionToken) {
    refuse(request, response, scope, verification.ok ? unknownCaller(scope) : unverified(scope, verification.code));
    return;
  }
  await service.handle(body === undefined ? request : replayed(request, body), response, {
    accessKeyId: scope.accessKeyId,
    principalArn: principal.arn,
    region: principal.region,
  });
};

const unreadable = (request: IncomingMessage, scope: Scope | undefined): Refusal => {
  if (request.headers.authorization !== undefined || scope !== undefined) return unknownCaller(scope);
  return /[?&]X-Amz-(Algorithm|Credential|Signature)=/.test(request.url ?? "") ? INCOMPLETE_QUERY : anonymous(scope);
};

/** Only S3's addresses are presigned here. */
const INCOMPLETE_QUERY: Refusal = {
  status: 400,
  code: "AuthorizationQueryParametersError",
  message:
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
};

/** Signature version 2, which regions opened since 2014, both of mainland China among them, do not take. */
const isSigV2 = (request: IncomingMessage): boolean =>
  request.headers.authorization?.startsWith("AWS ") === true || /[?&]AWSAccessKeyId=/.test(request.url ?? "");

const SIGV2: Refusal = {
  status: 400,
  code: "InvalidRequest",
  message: "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
};

const sessionToken = (request: IncomingMessage, scope: Scope): string | undefined => {
  if (scope.presigned)
    return new URL(request.url ?? "/", "http://region").searchParams.get("X-Amz-Security-Token") ?? undefined;
  const header = request.headers["x-amz-security-token"];
  return typeof header === "string" ? header : undefined;
};

const anonymous = (scope: Scope | undefined): Refusal =>
  isS3(scope)
    ? { status: 403, code: "AccessDenied", message: "Access Denied" }
    : { status: 403, code: "MissingAuthenticationTokenException", message: "Missing Authentication Token" };

const unknownCaller = (scope: Scope | undefined): Refusal =>
  isS3(scope)
    ? {
        status: 403,
        code: "InvalidAccessKeyId",
        message: "The AWS Access Key Id you provided does not exist in our records.",
      }
    : {
        status: 403,
        code: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
      };

const unverified = (scope: Scope, failure: SignatureFailure): Refusal => {
  const message =
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
  switch (failure) {
    case "signature-mismatch":
      return { status: 403, code: isS3(scope) ? "SignatureDoesNotMatch" : "InvalidSignatureException", message };
    case "expired":
      return { status: 403, code: isS3(scope) ? "AccessDenied" : "RequestExpired", message: "Request has expired" };
    case "time-skewed":
      return {
        status: 403,
        code: isS3(scope) ? "RequestTimeTooSkewed" : "InvalidSignatureException",
        message: "The difference between the request time and the current time is too large.",
      };
    case "missing":
      return anonymous(scope);
    case "unsigned-header":
      if (isS3(scope))
        return {
          status: 403,
          code: "AccessDenied",
          message: "There were headers present in the request which were not signed",
        };
      return malformed(scope, failure);
    case "malformed":
      return malformed(scope, failure);
  }
};

const malformed = (scope: Scope, failure: SignatureFailure): Refusal => ({
  status: isS3(scope) ? 400 : 403,
  code: !isS3(scope)
    ? "IncompleteSignatureException"
    : scope.presigned
      ? "AuthorizationQueryParametersError"
      : "AuthorizationHeaderMalformed",
  message: `The authorization header or query is malformed (${failure}).`,
});

/** An unsigned request can only be meant for S3: every other service answers signed calls alone. */
const isS3 = (scope: Scope | undefined): boolean => scope === undefined || scope.service === "s3";

const refuse = (
  request: IncomingMessage,
  response: ServerResponse,
  scope: Scope | undefined,
  { status, code, message }: Refusal,
): void => {
  const requestId = randomUUID();
  const asXml = isS3(scope) && request.headers["x-amz-target"] === undefined;
  const body = asXml
    ? `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`
    : JSON.stringify({ __type: code, message });
  response.writeHead(status, {
    "content-type": asXml ? "application/xml" : "application/x-amz-json-1.0",
    "x-amzn-errortype": code,
    "x-amz-request-id": requestId,
    "x-amzn-requestid": requestId,
    // A client may still be sending a body nobody reads.
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
};
