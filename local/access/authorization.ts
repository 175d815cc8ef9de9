import type { Authorize, Decision } from "../network/service.ts";
import { evaluatePolicies } from "./policy-evaluation.ts";
import type { Principal } from "./principals.ts";
import type { ResourcePolicies } from "./resource-policies.ts";

/** Whether an AWS service (`events.amazonaws.com`) may act on a resource on behalf of `sourceArn`. */
export type AuthorizeService = (
  service: string,
  action: string,
  resourceArn: string,
  source: { readonly arn: string; readonly accountId: string },
) => Decision;

/**
 * Judges every call by the synthesized policies. Of the global condition keys it fills in `aws:PrincipalTag/*`,
 * `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`, `aws:SecureTransport`, `s3:TlsVersion`,
 * `aws:CurrentTime`, `aws:EpochTime` and `aws:RequestedRegion`; service keys (`s3:prefix`) come from the service.
 * Source: IAM User Guide, "AWS global condition context keys".
 */
export const createAuthorize =
  (
    principals: ReadonlyMap<string, Principal>,
    policiesOf: ResourcePolicies,
    region: string,
    now: () => number,
  ): Authorize =>
  (caller, action, resourceArn, context = {}) => {
    const principal = principals.get(caller.accessKeyId);
    if (principal === undefined)
      return { allowed: false, reason: `User: ${caller.principalArn} is not known to this machine` };
    return evaluatePolicies(
      {
        principalArn: principal.arn,
        principalNames: principal.names,
        accountNames: principal.accountNames,
        action,
        resourceArn,
        context: contextOf({ ...globalKeys(principal, region, now()), ...context }),
      },
      { identity: principal.policies, resource: policiesOf(resourceArn) },
    );
  };

/** As `createAuthorize`, for AWS services that deliver to a resource: only the resource's own policy can allow it. */
export const createAuthorizeService =
  (policiesOf: ResourcePolicies): AuthorizeService =>
  (service, action, resourceArn, source) => {
    const decision = evaluatePolicies(
      {
        principalArn: service,
        principalNames: [service],
        accountNames: [],
        action,
        resourceArn,
        context: contextOf({
          "aws:SourceArn": source.arn,
          "aws:SourceAccount": source.accountId,
          ...trustedNetwork,
        }),
      },
      { identity: [], resource: policiesOf(resourceArn) },
    );
    if (decision.allowed) return decision;
    return { allowed: false, reason: decision.reason.replace("identity-based", "resource-based") };
  };

/**
 * The host speaks plain HTTP, on the machine's own address only, where nobody listens: what policies want of the line, such
 * as the denial of everything that does not come over TLS 1.2, counts as fulfilled.
 */
const trustedNetwork = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };

const globalKeys = (principal: Principal, region: string, now: number): Record<string, string> => ({
  "aws:PrincipalArn": principal.arn,
  "aws:PrincipalAccount": principal.accountId,
  "aws:PrincipalType": principal.userName === undefined ? "AssumedRole" : "User",
  ...(principal.userName === undefined ? {} : { "aws:username": principal.userName }),
  ...Object.fromEntries(Object.entries(principal.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
  "aws:RequestedRegion": region,
  ...trustedNetwork,
  "aws:CurrentTime": new Date(now).toISOString(),
  "aws:EpochTime": String(Math.floor(now / 1000)),
});

const contextOf = (entries: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(Object.entries(entries).map(([key, value]) => [key.toLowerCase(), value]));
