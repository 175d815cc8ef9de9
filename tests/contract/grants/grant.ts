import type { PolicyDocument, PolicyStatement } from "../../../local/access/policy-document.ts";
import type { Principal } from "../../../local/access/principals.ts";

/** One action on one resource, given to one function: by its role, by the search engine's own policy, or by a key's. */
export type Grant = {
  readonly by: "role" | "engine";
  /** The statement's Sid. */
  readonly why: string;
  readonly action: string;
  readonly resource: string;
};

const sameGrant = (one: Grant, other: Grant): boolean =>
  one.by === other.by && one.why === other.why && one.action === other.action && one.resource === other.resource;

/** Allow statements with one action and one resource each. */
const taken = (statement: PolicyStatement, by: Grant["by"]): { grant: Grant; statement: PolicyStatement }[] =>
  (statement.Action ?? []).flatMap((action) =>
    (statement.Resource ?? []).map((resource) => ({
      grant: { by, why: statement.Sid ?? "EnginePolicy", action, resource },
      statement: { ...statement, Action: [action], Resource: [resource] },
    })),
  );

const single = (document: PolicyDocument, by: Grant["by"]) =>
  document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap((statement) => taken(statement, by));

const distinct = (grants: readonly Grant[]): Grant[] =>
  grants.filter((grant, at) => grants.findIndex((other) => sameGrant(grant, other)) === at);

export const grantsOfRole = ({ policies }: Principal): Grant[] =>
  distinct(policies.flatMap((document) => single(document, "role").map(({ grant }) => grant)));

const names = (statement: PolicyStatement, principal: Principal): boolean =>
  statement.Principal?.AWS.some((name) => principal.names.includes(name)) === true;

/** What a resource's own policy gives the principal by name. */
export const grantsOfResource = (policy: readonly PolicyDocument[], principal: Principal): Grant[] =>
  distinct(
    policy
      .flatMap((document) => document.Statement)
      .filter((statement) => names(statement, principal))
      .flatMap((statement) => taken(statement, "engine").map(({ grant }) => grant)),
  );

const without = (document: PolicyDocument, grant: Grant, concerns: (statement: PolicyStatement) => boolean) => ({
  ...document,
  Statement: document.Statement.flatMap((statement) =>
    statement.Effect === "Deny" || !concerns(statement)
      ? [statement]
      : taken(statement, grant.by).flatMap((part) => (sameGrant(part.grant, grant) ? [] : [part.statement])),
  ),
});

export const principalWithout = (principal: Principal, grant: Grant): Principal => ({
  ...principal,
  policies: principal.policies.map((document) => without(document, grant, () => true)),
});

/** The policy of a resource, without what it gives this one principal; what it gives others stays. */
export const policyWithout = (
  policy: readonly PolicyDocument[],
  principal: Principal,
  grant: Grant,
): PolicyDocument[] => policy.map((document) => without(document, grant, (statement) => names(statement, principal)));
