import type { Principal } from "../../../local/access/principals.ts";
import type { Grant } from "./grant.ts";

type Rule = { readonly ResourceType: string; readonly Resource: string[]; readonly Permission: string[] };
type Entry = { readonly Rules: Rule[]; readonly Principal: string[] };

const entriesOf = (policy: string): Entry[] => JSON.parse(policy) as Entry[];
const why = "DataAccess";

/** What the data access policies of a serverless collection give a principal. */
export const grantsOfData = (policies: readonly string[], principal: Principal): Grant[] =>
  policies
    .flatMap(entriesOf)
    .flatMap((entry) =>
      entry.Principal.some((name) => principal.names.includes(name))
        ? entry.Rules.flatMap(({ Resource, Permission }) =>
            Resource.flatMap((resource) =>
              Permission.map((action): Grant => ({ by: "engine", why, action, resource })),
            ),
          )
        : [],
    );

export const dataPoliciesWithout = (policies: readonly string[], principal: Principal, grant: Grant): string[] =>
  policies.map((policy) =>
    JSON.stringify(
      entriesOf(policy).map((entry) =>
        entry.Principal.some((name) => principal.names.includes(name))
          ? { ...entry, Rules: entry.Rules.map((rule) => ruleWithout(rule, grant)) }
          : entry,
      ),
    ),
  );

const ruleWithout = (rule: Rule, { action, resource }: Grant): Rule =>
  rule.Resource.includes(resource)
    ? { ...rule, Permission: rule.Permission.filter((permission) => permission !== action) }
    : rule;
