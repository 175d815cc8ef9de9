import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { policyDocument, type PolicyDocument } from "../../../local/access/policy-document.ts";
import { evaluatePolicies, type AccessRequest } from "../../../local/access/policy-evaluation.ts";
import { matchesArn, matchesPattern } from "../../../local/access/policy-pattern.ts";
import { runs } from "../../support/property-runs.ts";

const USER = "arn:aws-cn:iam::1:user/li";
const ROOT = "arn:aws-cn:iam::1:root";

// Few words of each kind, so that statements and questions often meet.
const actions = ["s3:GetObject", "s3:PutObject", "s3:*", "S3:get*", "*", "kms:Decrypt", "kms:*"];
const resources = ["arn:aws-cn:s3:::b/k", "arn:aws-cn:s3:::b/*", "arn:aws-cn:s3:::*", "*", "arn:aws-cn:kms:r:1:key/k"];
const tag = "aws:PrincipalTag/archive";

const oneOrMore = (words: readonly string[]) => fc.subarray([...words], { minLength: 1, maxLength: 3 });
const about = fc.oneof(
  fc.record({ Action: oneOrMore(actions), Resource: oneOrMore(resources) }),
  fc.record({ NotAction: oneOrMore(actions), Resource: oneOrMore(resources) }),
  fc.record({ Action: oneOrMore(actions), NotResource: oneOrMore(resources) }),
);
const condition = fc.constantFrom(
  {},
  { StringEquals: { [tag]: "440100" } },
  { StringNotEquals: { [tag]: "440100" } },
  { Null: { [tag]: "true" } },
);
const principal = fc.constantFrom<unknown>("*", { AWS: USER }, { AWS: ROOT }, { AWS: `${USER}2` });

const statementFrom =
  (effect: "Allow" | "Deny") =>
  ([what, Condition, Principal]: readonly [object, object, unknown]): PolicyDocument =>
    policyDocument.parse({
      Statement: { Effect: effect, ...what, Condition, ...(Principal === undefined ? {} : { Principal }) },
    });
const nobody = fc.constant<unknown>(undefined);
const identityStatement = (effect: "Allow" | "Deny") => fc.tuple(about, condition, nobody).map(statementFrom(effect));
const resourceStatement = (effect: "Allow" | "Deny") =>
  fc.tuple(about, condition, principal).map(statementFrom(effect));
const either = <T>(of: (effect: "Allow" | "Deny") => fc.Arbitrary<T>) => fc.array(fc.oneof(of("Allow"), of("Deny")));
const policies = fc.record({ identity: either(identityStatement), resource: either(resourceStatement) });

const request: fc.Arbitrary<AccessRequest> = fc.record({
  principalArn: fc.constant(USER),
  principalNames: fc.constant([USER]),
  accountNames: fc.constant(["1", ROOT]),
  action: fc.constantFrom("s3:GetObject", "s3:PutObject", "kms:Decrypt"),
  resourceArn: fc.constantFrom("arn:aws-cn:s3:::b/k", "arn:aws-cn:s3:::c/k", "arn:aws-cn:kms:r:1:key/k"),
  context: fc.constantFrom(new Map(), new Map([[tag.toLowerCase(), "440100"]])),
});

const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, index) => index !== at);
const isAllow = ({ Statement }: PolicyDocument): boolean => Statement.every(({ Effect }) => Effect === "Allow");

/** Never: refused with the fewer rights, and allowed with the more. */
const atMost = (less: boolean, more: boolean): void => expect(less && !more).toBe(false);

describe("whatever the policies and the question", () => {
  test("without a policy nothing is allowed", () => {
    fc.assert(fc.property(request, (asked) => !evaluatePolicies(asked, { identity: [], resource: [] }).allowed));
  });

  test("one more Deny never allows more", () => {
    fc.assert(
      fc.property(request, policies, identityStatement("Deny"), resourceStatement("Deny"), (asked, has, mine, its) => {
        const more = evaluatePolicies(asked, has).allowed;
        atMost(evaluatePolicies(asked, { ...has, identity: [...has.identity, mine] }).allowed, more);
        atMost(evaluatePolicies(asked, { ...has, resource: [...has.resource, its] }).allowed, more);
      }),
      { numRuns: runs(2000) },
    );
  });

  test("one Allow less never allows more", () => {
    fc.assert(
      fc.property(request, policies, (asked, has) => {
        const more = evaluatePolicies(asked, has).allowed;
        for (const [at, document] of has.identity.entries())
          if (isAllow(document))
            atMost(evaluatePolicies(asked, { ...has, identity: without(has.identity, at) }).allowed, more);
        for (const [at, document] of has.resource.entries())
          if (isAllow(document))
            atMost(evaluatePolicies(asked, { ...has, resource: without(has.resource, at) }).allowed, more);
      }),
      { numRuns: runs(1000) },
    );
  });

  test("the order of policies and statements does not matter", () => {
    fc.assert(
      fc.property(request, policies, (asked, { identity, resource }) => {
        const turned = { identity: identity.toReversed(), resource: resource.toReversed() };
        expect(evaluatePolicies(asked, turned).allowed).toBe(evaluatePolicies(asked, { identity, resource }).allowed);
      }),
    );
  });

  test("a refusal names who, what and on which resource", () => {
    fc.assert(
      fc.property(request, policies, (asked, has) => {
        const decision = evaluatePolicies(asked, has);
        if (decision.allowed) return;
        const { principalArn, action, resourceArn } = asked;
        expect(decision.reason).toMatch(/ (because no|with an explicit deny in an?) (identity|resource)-based policy/);
        for (const part of [principalArn, action, resourceArn]) expect(decision.reason).toContain(part);
      }),
    );
  });
});

describe("patterns", () => {
  const part = fc.stringMatching(/^[a-z0-9/-]{0,6}$/);
  const arn = fc.tuple(part, part, part, part, part).map((parts) => `arn:${parts.join(":")}`);

  test("actions are matched in any case, resources in theirs only", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z]{1,8}:[a-zA-Z]{1,12}$/), (action) => {
        expect(matchesPattern(action.toLowerCase(), action.toUpperCase(), false)).toBe(true);
        expect(matchesPattern(action.toLowerCase(), action.toUpperCase())).toBe(false);
      }),
    );
  });

  test("a wildcard in one of the first five parts of an ARN stays in it", () => {
    fc.assert(
      fc.property(arn, fc.integer({ min: 0, max: 4 }), fc.constantFrom("*", "?*"), (text, at, wildcard) => {
        const parts = text.split(":");
        const pattern = parts.with(at, wildcard).join(":");
        // One part more moves everything behind the wildcard by one.
        const longer = parts.toSpliced(at, 0, "x").join(":");
        const moved = parts.slice(at + 1, 5).some((own, index) => own !== longer.split(":")[at + 1 + index]);
        if (moved) expect(matchesArn(pattern, longer)).toBe(false);
        if (wildcard === "*") expect(matchesArn(pattern, text)).toBe(true);
      }),
    );
  });

  test("an ARN without wildcards matches itself and no other", () => {
    fc.assert(fc.property(arn, arn, (one, other) => matchesArn(one, other) === (one === other)));
  });
});
