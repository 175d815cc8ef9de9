import type { Decision } from "../network/service.ts";
import { conditionsHold } from "./policy-conditions.ts";
import type { PolicyDocument, PolicyStatement } from "./policy-document.ts";
import { matchesArn, matchesPattern, substituteVariables } from "./policy-pattern.ts";
import type { RequestContext } from "./policy-pattern.ts";

/** One question to IAM: may this principal do this action on this resource? */
export type AccessRequest = {
  /** ARN as messages name it: a user's, or a role session's. */
  readonly principalArn: string;
  /** All ARNs and service names by which a resource policy may name the principal. */
  readonly principalNames: readonly string[];
  /** The principal's account, as its number and as `arn:…:iam::123456789012:root`. */
  readonly accountNames: readonly string[];
  readonly action: string;
  readonly resourceArn: string;
  readonly context: RequestContext;
};

export type Policies = {
  readonly identity: readonly PolicyDocument[];
  /** The policy of the resource itself, if it has one. */
  readonly resource: readonly PolicyDocument[];
};

/**
 * Decides as IAM does inside one account: any matching Deny refuses; otherwise one matching Allow, in either kind of
 * policy, is enough; otherwise refused. A KMS key is its policy's alone: identity policies count only where the key policy
 * hands the decision to the account.
 *
 * @throws UnknownConditionOperator when a statement that could match uses an operator the host does not know.
 * Sources: IAM User Guide, "Policy evaluation logic" and "Troubleshoot access denied error messages"; AWS KMS Developer
 * Guide, "Key policies".
 */
export const evaluatePolicies = (request: AccessRequest, policies: Policies): Decision => {
  const identity = policies.identity.flatMap(({ Statement }) => Statement);
  const ofResource = policies.resource.flatMap(({ Statement }) => Statement);
  const resource = ofResource.filter((statement) => namesPrincipal(statement, request));
  const applies = (effect: PolicyStatement["Effect"]) => (statement: PolicyStatement) =>
    statement.Effect === effect && statementMatches(statement, request);

  if (identity.some(applies("Deny"))) return refuse(request, "with an explicit deny in an identity-based policy");
  if (resource.some(applies("Deny"))) return refuse(request, "with an explicit deny in a resource-based policy");
  if (resource.some(applies("Allow"))) return { allowed: true };
  if (!identity.some(applies("Allow")))
    return refuse(request, `because no identity-based policy allows the ${request.action} action`);
  if (!isKeyUse(request) || ofResource.filter((statement) => namesAccount(statement, request)).some(applies("Allow")))
    return { allowed: true };
  return refuse(request, `because no resource-based policy allows the ${request.action} action`);
};

const isKeyUse = ({ action, resourceArn }: AccessRequest): boolean =>
  action.toLowerCase().startsWith("kms:") && matchesArn("arn:*:kms:*:*:key/*", resourceArn);

const refuse = ({ principalArn, action, resourceArn }: AccessRequest, why: string): Decision => ({
  allowed: false,
  reason: `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resourceArn} ${why}`,
});

const statementMatches = (statement: PolicyStatement, request: AccessRequest): boolean =>
  actionMatches(statement, request.action) &&
  resourceMatches(statement, request) &&
  conditionsHold(statement.Condition, request.context);

const actionMatches = ({ Action, NotAction }: PolicyStatement, action: string): boolean => {
  const among = (patterns: readonly string[]) => patterns.some((pattern) => matchesPattern(pattern, action, false));
  if (Action !== undefined) return among(Action);
  return NotAction !== undefined && !among(NotAction);
};

const resourceMatches = ({ Resource, NotResource }: PolicyStatement, request: AccessRequest): boolean => {
  const among = (patterns: readonly string[]) =>
    patterns.some((pattern) => {
      const substituted = substituteVariables(pattern, request.context);
      return substituted !== undefined && matchesArn(substituted, request.resourceArn);
    });
  if (Resource !== undefined) return among(Resource);
  return NotResource !== undefined && !among(NotResource);
};

const namesPrincipal = ({ Principal, Effect }: PolicyStatement, request: AccessRequest): boolean => {
  if (Principal === undefined) return false;
  // Allowing an account only lets that account's identity policies decide; denying it denies everyone in it.
  const names = Effect === "Deny" ? [...request.principalNames, ...request.accountNames] : request.principalNames;
  return [...Principal.AWS, ...Principal.Service].some((name) => name === "*" || names.includes(name));
};

const namesAccount = ({ Principal }: PolicyStatement, { accountNames }: AccessRequest): boolean =>
  Principal?.AWS.some((name) => accountNames.includes(name)) === true;
