import type { DeployedApp } from "../template/deployed-app.ts";
import { functionType } from "../template/resource-types/function.ts";
import {
  accessKeyType,
  managedPolicyType,
  policyType,
  roleType,
  userType,
} from "../template/resource-types/identity.ts";
import { TemplateError } from "../template/template-error.ts";
import { temporaryCredentials } from "./credentials.ts";
import type { Credentials } from "./credentials.ts";
import { awsManagedPolicies } from "./managed-policies.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { readPolicy } from "./policy-vocabulary.ts";

/** Somebody who can sign requests: a function under its role, or a user. */
export type Principal = {
  /** What messages and services name: a user's ARN, or that of a role's session. */
  readonly arn: string;
  /** Under which names resource policies may mean this principal. */
  readonly names: readonly string[];
  readonly accountNames: readonly string[];
  readonly userName: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly policies: readonly PolicyDocument[];
  readonly accountId: string;
  /** Where it runs; `undefined` for a user, who is outside every region. */
  readonly region: string | undefined;
  readonly credentials: Credentials;
};

export type Principals = {
  readonly byAccessKey: ReadonlyMap<string, Principal>;
  /** By the function's ARN. */
  readonly ofFunction: ReadonlyMap<string, Principal>;
  readonly users: readonly Principal[];
  /** Identity policies by role ARN, also of roles no function has. */
  readonly rolePolicies: ReadonlyMap<string, readonly PolicyDocument[]>;
};

/**
 * Everyone the synthesized app lets sign requests.
 *
 * @throws TemplateError when a function names a role, or a role a managed policy, that the app does not have.
 */
export const readPrincipals = (app: DeployedApp): Principals => {
  const attached = readAttachedPolicies(app);
  const roles = new Map(app.all(roleType).map((role) => [role.arn, role]));
  const rolePolicies = new Map(
    [...roles.values()].map((role) => [
      role.arn,
      [...inline(role.properties, role.arn), ...managed(app, role.properties), ...(attached.get(role.name) ?? [])],
    ]),
  );
  const ofFunction = new Map(
    app.all(functionType).map((fn): [string, Principal] => {
      const role = roles.get(fn.properties.Role);
      if (role === undefined)
        throw new TemplateError(
          `Function ${fn.logicalId} of stack ${fn.stack.name} has a role the app does not define`,
        );
      const session = `${role.arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${fn.name}`;
      return [
        fn.arn,
        {
          arn: session,
          names: [session, role.arn],
          accountNames: [role.stack.account, accountRoot(role.arn)],
          userName: undefined,
          tags: tagRecord(role.properties.Tags),
          policies: rolePolicies.get(role.arn) ?? [],
          accountId: role.stack.account,
          region: fn.region,
          credentials: temporaryCredentials(),
        },
      ];
    }),
  );
  const users = readUsers(app, attached);
  return {
    ofFunction,
    users,
    rolePolicies,
    byAccessKey: new Map([...ofFunction.values(), ...users].map((one) => [one.credentials.accessKeyId, one])),
  };
};

const readUsers = (app: DeployedApp, attached: ReadonlyMap<string, readonly PolicyDocument[]>): Principal[] => {
  const users = new Map(app.all(userType).map((user) => [user.name, user]));
  return app
    .all(accessKeyType)
    .filter(({ properties }) => properties.Status === "Active")
    .map((key): Principal => {
      const user = users.get(key.properties.UserName);
      if (user === undefined)
        throw new TemplateError(`Access key ${key.logicalId} of stack ${key.stack.name} is of no user of the app`);
      return {
        arn: user.arn,
        names: [user.arn],
        accountNames: [user.stack.account, accountRoot(user.arn)],
        userName: user.name,
        tags: tagRecord(user.properties.Tags),
        policies: [
          ...inline(user.properties, user.arn),
          ...managed(app, user.properties),
          ...(attached.get(user.name) ?? []),
        ],
        accountId: user.stack.account,
        region: undefined,
        credentials: { accessKeyId: key.name, secretAccessKey: key.attribute("SecretAccessKey") },
      };
    });
};

type Attached = {
  readonly Roles: readonly string[];
  readonly Users: readonly string[];
  readonly PolicyDocument: unknown;
};

const readAttachedPolicies = (app: DeployedApp): Map<string, readonly PolicyDocument[]> => {
  const attached = new Map<string, PolicyDocument[]>();
  const all: readonly Attached[] = [...app.all(policyType), ...app.all(managedPolicyType)].map(
    ({ properties }) => properties,
  );
  for (const { Roles, Users, PolicyDocument } of all)
    for (const name of [...Roles, ...Users])
      attached.set(name, [...(attached.get(name) ?? []), readPolicy(PolicyDocument, name)]);
  return attached;
};

const inline = (
  { Policies }: { readonly Policies: readonly { readonly PolicyDocument: unknown }[] },
  whose: string,
): PolicyDocument[] => Policies.map(({ PolicyDocument }) => readPolicy(PolicyDocument, whose));

const managed = (
  app: DeployedApp,
  { ManagedPolicyArns }: { readonly ManagedPolicyArns: readonly string[] },
): PolicyDocument[] =>
  ManagedPolicyArns.map((arn) => {
    const own = app.all(managedPolicyType).find((policy) => policy.ref === arn);
    if (own !== undefined) return readPolicy(own.properties.PolicyDocument, arn);
    const known = awsManagedPolicies.get(arn.replace(/^arn:[^:]+:iam::aws:policy\//, ""));
    if (known !== undefined) return known;
    throw new TemplateError(`Lantai's one-machine host does not know the managed policy ${arn}`);
  });

const tagRecord = (tags: readonly { readonly Key: string; readonly Value: string }[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** `arn:aws-cn:iam::1:user/x` → `arn:aws-cn:iam::1:root`, by which resource policies name a whole account. */
const accountRoot = (arn: string): string => arn.replace(/(:iam::\d+:).*$/, "$1root");
