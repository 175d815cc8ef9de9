import * as z from "zod";
import type { Authorize, Caller } from "../network/service.ts";

const dataAccessPolicy = z.array(
  z.strictObject({
    Rules: z.array(
      z.strictObject({
        ResourceType: z.enum(["index", "collection"]),
        Resource: z.array(z.string()),
        Permission: z.array(z.string()),
      }),
    ),
    Principal: z.array(z.string()),
    Description: z.string().optional(),
  }),
);

/** What a request wants of an index, by its verb and path. */
const permissionFor = (action: string, path: string): string => {
  if (path.endsWith("/_search") || path.endsWith("/_count") || action === "es:ESHttpGet") return "aoss:ReadDocument";
  if (path.includes("/_doc/") || path.endsWith("/_bulk")) return "aoss:WriteDocument";
  return action === "es:ESHttpPut" ? "aoss:CreateIndex" : "aoss:DescribeIndex";
};

/**
 * How a serverless collection decides: the role must be let in by IAM (`aoss:APIAccessAll`), and a data access policy must
 * give its principal the permission on the index. Takes the place of a domain's decision by `es:ESHttp…` on a path.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
 *
 * @param namesOf under which names a caller may be meant in a policy: the role, and its session.
 */
export const authorizeCollection = (
  collection: { readonly name: string; readonly arn: string },
  policies: readonly string[],
  authorize: Authorize,
  namesOf: (caller: Caller) => readonly string[],
): Authorize => {
  const statements = policies.flatMap((policy) => dataAccessPolicy.parse(JSON.parse(policy)));
  return (caller, action, resourceArn) => {
    const admitted = authorize(caller, "aoss:APIAccessAll", collection.arn);
    if (!admitted.allowed) return admitted;
    const path = resourceArn.slice(collection.arn.length);
    const index = path.split("/")[1] ?? "";
    const permission = permissionFor(action, path);
    const given = statements
      .filter(({ Principal }) => namesOf(caller).some((name) => Principal.includes(name)))
      .flatMap(({ Rules }) => Rules)
      .some(
        ({ Resource, Permission }) =>
          Resource.includes(`index/${collection.name}/${index}`) && Permission.includes(permission),
      );
    return given
      ? { allowed: true }
      : {
          allowed: false,
          reason: `no data access policy gives ${caller.principalArn} ${permission} on index ${index}`,
        };
  };
};
