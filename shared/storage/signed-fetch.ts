import { Sha256 } from "@aws-crypto/sha256-js";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { SignatureV4 } from "@smithy/signature-v4";

export type SignedFetch = (
  method: "GET" | "PUT" | "POST" | "DELETE" | "HEAD",
  path: string,
  body?: string,
) => Promise<{ readonly status: number; readonly text: string }>;

/**
 * HTTP calls signed with the function's own credentials, for services whose protocol is plain REST. `endpoint` is where
 * the call goes; `service` is the name it is signed for (`es` for an OpenSearch domain, `aoss` for a serverless collection).
 */
export const signedFetch = (endpoint: string, region: string, service: "es" | "aoss"): SignedFetch => {
  const signer = new SignatureV4({ service, region, credentials: defaultProvider(), sha256: Sha256 });
  const base = new URL(endpoint);

  return async (method, path, body) => {
    const url = new URL(path, base);
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === "" ? {} : { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: {
        host: url.host,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, text: await response.text() };
  };
};
