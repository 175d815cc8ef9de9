import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { policyDocument } from "../../../local/access/policy-document.ts";
import { evaluatePolicies } from "../../../local/access/policy-evaluation.ts";
import { matchesPattern, substituteVariables } from "../../../local/access/policy-pattern.ts";

const USER = "arn:aws-cn:iam::111122223333:user/li";
const ACCOUNT_ROOT = "arn:aws-cn:iam::111122223333:root";

type Question = {
  action?: string;
  resource?: string;
  context?: Record<string, string>;
  identity?: unknown[];
  resourcePolicy?: unknown[];
};

const ask = ({ action = "s3:PutObject", resource = "arn:aws-cn:s3:::b/k", ...question }: Question) =>
  evaluatePolicies(
    {
      principalArn: USER,
      principalNames: [USER],
      accountNames: ["111122223333", ACCOUNT_ROOT],
      action,
      resourceArn: resource,
      context: new Map(Object.entries(question.context ?? {}).map(([key, value]) => [key.toLowerCase(), value])),
    },
    {
      identity: (question.identity ?? []).map((Statement) => policyDocument.parse({ Statement })),
      resource: (question.resourcePolicy ?? []).map((Statement) => policyDocument.parse({ Statement })),
    },
  );

const allow = (more: object = {}) => ({ Effect: "Allow", Action: "s3:*", Resource: "*", ...more });
const deny = (more: object = {}) => ({ Effect: "Deny", Action: "s3:*", Resource: "*", ...more });

describe("which statement decides", () => {
  test("nothing is allowed that no statement allows, and the refusal names user, action, resource and why", () => {
    expect(ask({})).toEqual({
      allowed: false,
      reason: `User: ${USER} is not authorized to perform: s3:PutObject on resource: arn:aws-cn:s3:::b/k because no identity-based policy allows the s3:PutObject action`,
    });
  });

  test("one Allow in either kind of policy is enough", () => {
    expect(ask({ identity: [allow()] }).allowed).toBe(true);
    expect(ask({ resourcePolicy: [allow({ Principal: { AWS: USER } })] }).allowed).toBe(true);
  });

  test("a Deny in either kind of policy beats every Allow, and the refusal says so", () => {
    expect(ask({ identity: [allow(), deny()] })).toMatchObject({
      reason: expect.stringContaining("with an explicit deny in an identity-based policy") as string,
    });
    expect(ask({ identity: [allow()], resourcePolicy: [deny({ Principal: "*" })] })).toMatchObject({
      reason: expect.stringContaining("with an explicit deny in a resource-based policy") as string,
    });
  });

  test("a resource policy that names somebody else says nothing", () => {
    expect(ask({ resourcePolicy: [allow({ Principal: { AWS: `${USER}2` } })] }).allowed).toBe(false);
    expect(ask({ resourcePolicy: [allow({ Principal: { Service: "events.amazonaws.com" } })] }).allowed).toBe(false);
  });

  test("naming the account only lets identity policies decide, but denying it denies everybody in it", () => {
    expect(ask({ resourcePolicy: [allow({ Principal: { AWS: ACCOUNT_ROOT } })] }).allowed).toBe(false);
    expect(ask({ identity: [allow()], resourcePolicy: [deny({ Principal: { AWS: ACCOUNT_ROOT } })] }).allowed).toBe(
      false,
    );
  });
});

describe("what a statement is about", () => {
  test.each([
    ["s3:PutObject", true],
    ["s3:putobject", true],
    ["s3:Put*", true],
    ["*", true],
    ["s3:PutObject?", false],
    ["s3:Get*", false],
    ["dynamodb:*", false],
  ])("Action %s covers s3:PutObject: %s", (pattern, expected) => {
    expect(ask({ identity: [allow({ Action: pattern })] }).allowed).toBe(expected);
  });

  test.each([
    ["arn:aws-cn:s3:::b/*", true],
    ["arn:aws-cn:s3:::b/?", true],
    ["arn:aws-cn:s3:::b", false],
    ["arn:aws-cn:s3:::B/k", false],
    ["arn:aws-cn:s3:::b/k/", false],
    ["arn:aws-cn:s3:::*", true],
    ["arn:*:s3:::b/k", true],
    ["arn:aws-cn:*", true],
    ["arn:*/k", false],
    ["*:b/k", false],
    ["arn:aws-cn:sqs:*", false],
  ])("Resource %s covers the object: %s", (pattern, expected) => {
    expect(ask({ identity: [allow({ Resource: pattern })] }).allowed).toBe(expected);
  });

  test("NotAction and NotResource cover everything else", () => {
    expect(ask({ identity: [{ Effect: "Allow", NotAction: "s3:Get*", Resource: "*" }] }).allowed).toBe(true);
    expect(ask({ identity: [{ Effect: "Allow", NotAction: "s3:Put*", Resource: "*" }] }).allowed).toBe(false);
    const notThere = { Effect: "Allow", Action: "*", NotResource: "arn:aws-cn:s3:::b/*" };
    expect(ask({ identity: [notThere] }).allowed).toBe(false);
    expect(ask({ identity: [notThere], resource: "arn:aws-cn:s3:::c/k" }).allowed).toBe(true);
  });

  test("a policy element IAM does not have is refused", () => {
    expect(() => policyDocument.parse({ Statement: { Effect: "Allow", Actions: "*", Resource: "*" } })).toThrow(
      "Actions",
    );
  });
});

describe("policy variables", () => {
  const identity = [allow({ Resource: "arn:aws-cn:s3:::b/${aws:PrincipalTag/archive}/*" })];
  const put = (key: string, tag?: string) =>
    ask({
      identity,
      resource: `arn:aws-cn:s3:::b/${key}`,
      ...(tag === undefined ? {} : { context: { "aws:PrincipalTag/archive": tag } }),
    }).allowed;

  test("stand for the principal's own value", () => {
    expect(put("440100/x", "440100")).toBe(true);
    expect(put("310200/x", "440100")).toBe(false);
  });

  test("without a value match nothing, not even themselves", () => {
    expect(put("/x")).toBe(false);
    expect(put("${aws:PrincipalTag/archive}/x")).toBe(false);
  });

  test("are literal: wildcards in a value match only themselves", () => {
    expect(put("310200/x", "*")).toBe(false);
    expect(put("*/x", "*")).toBe(true);
    expect(put("a/x", "?")).toBe(false);
  });

  test("may have a default, and escapes are characters", () => {
    expect(substituteVariables("${aws:username, 'nobody'}", new Map())).toBe("nobody");
    const star = substituteVariables("a${*}", new Map())!;
    expect([matchesPattern(star, "a*"), matchesPattern(star, "ab")]).toEqual([true, false]);
  });

  test("never make a pattern match another value than their own", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (tag, other) => {
        const pattern = substituteVariables(
          "x/${aws:PrincipalTag/archive}/y",
          new Map([["aws:principaltag/archive", tag]]),
        )!;
        expect(matchesPattern(pattern, `x/${tag}/y`)).toBe(true);
        expect(matchesPattern(pattern, `x/${other}/y`)).toBe(other === tag);
      }),
    );
  });
});

describe("conditions", () => {
  const holds = (operator: string, key: string, value: unknown, context: Record<string, string>) =>
    ask({ identity: [allow({ Condition: { [operator]: { [key]: value } } })], context }).allowed;

  test.each([
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", ["b", "a"], "a", true],
    ["StringNotEquals", "a", "b", true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringEqualsIgnoreCase", "a", "A", true],
    ["StringLike", "a*c", "abc", true],
    ["StringNotLike", "a*c", "abc", false],
    ["ArnLike", "arn:aws-cn:events:*:*:rule/*", "arn:aws-cn:events:cn-north-1:1:rule/r", true],
    ["ArnLike", "arn:aws-cn:events:*:rule/*", "arn:aws-cn:events:cn-north-1:1:rule/r", false],
    ["ArnEquals", "arn:aws-cn:events:cn-north-1:1:rule/r", "arn:aws-cn:events:cn-north-1:1:rule/s", false],
    ["Bool", "false", "true", false],
    ["Bool", true, "true", true],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", 10, "9", false],
    ["DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", true],
    ["Null", "false", "x", true],
    ["Null", "true", "x", false],
  ])("%s %s against %s: %s", (operator, expected, actual, outcome) => {
    expect(holds(operator, "k:x", expected, { "K:X": actual })).toBe(outcome);
  });

  test("a missing key fails a positive operator, fulfils a negative one, and …IfExists and Null", () => {
    expect(holds("StringEquals", "k:x", "a", {})).toBe(false);
    expect(holds("StringNotEquals", "k:x", "a", {})).toBe(true);
    expect(holds("StringEqualsIfExists", "k:x", "a", {})).toBe(true);
    expect(holds("Null", "k:x", "true", {})).toBe(true);
  });

  test("all keys and operators of a statement must hold", () => {
    const Condition = { StringEquals: { "k:x": "a", "k:y": "b" }, Bool: { "k:z": "true" } };
    const with3 = (context: Record<string, string>) => ask({ identity: [allow({ Condition })], context }).allowed;
    expect(with3({ "k:x": "a", "k:y": "b", "k:z": "true" })).toBe(true);
    expect(with3({ "k:x": "a", "k:y": "c", "k:z": "true" })).toBe(false);
    expect(with3({ "k:x": "a", "k:y": "b", "k:z": "false" })).toBe(false);
  });

  test("ForAllValues and ForAnyValue look at each value of a key", () => {
    const two = { "k:x": "a\nb" };
    expect(holds("ForAllValues:StringEquals", "k:x", ["a", "b"], two)).toBe(true);
    expect(holds("ForAllValues:StringEquals", "k:x", ["a"], two)).toBe(false);
    expect(holds("ForAnyValue:StringEquals", "k:x", ["a"], two)).toBe(true);
  });
});

describe("a KMS key is its policy's alone", () => {
  const key = "arn:aws-cn:kms:cn-north-1:111122223333:key/k";
  const identity = [{ Effect: "Allow", Action: "kms:Decrypt", Resource: key }];
  const use = (...resourcePolicy: unknown[]) => ask({ action: "kms:Decrypt", resource: key, identity, resourcePolicy });
  const all = { Action: "kms:*", Resource: key };

  test("an identity policy opens it where the key policy hands the decision to the account", () => {
    expect(use({ Effect: "Allow", Principal: { AWS: ACCOUNT_ROOT }, ...all }).allowed).toBe(true);
  });

  test("and nowhere else, whoever else the key policy names", () => {
    expect(use({ Effect: "Allow", Principal: { AWS: `${USER}2` }, ...all })).toMatchObject({
      reason: expect.stringContaining("because no resource-based policy allows the kms:Decrypt action") as string,
    });
    expect(
      use({ Effect: "Allow", Principal: { AWS: ACCOUNT_ROOT }, Action: "kms:Encrypt", Resource: key }).allowed,
    ).toBe(false);
  });

  test("its policy opens it to whom it names, without an identity policy", () => {
    const named = { Effect: "Allow", Principal: { AWS: USER }, ...all };
    expect(ask({ action: "kms:Decrypt", resource: key, resourcePolicy: [named] }).allowed).toBe(true);
  });
});
