import { describe, expect, test } from "vitest";
import { readPolicy } from "../../../local/access/policy-vocabulary.ts";
import { TemplateError } from "../../../local/template/template-error.ts";

const read = (more: object) => () =>
  readPolicy({ Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...more } }, "role reader");

describe("what the host cannot judge stops it by name, since it would hold, or not, in silence", () => {
  test.each([
    [
      "condition operator",
      { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } },
      "condition operator IpAddress",
    ],
    [
      "quantifier",
      { Condition: { "ForSomeValues:StringEquals": { "aws:username": "x" } } },
      "ForSomeValues:StringEquals",
    ],
    ["condition key", { Condition: { StringEquals: { "aws:SourceVpc": "v" } } }, "condition key aws:SourceVpc"],
    ["key of a service", { Condition: { StringEquals: { "dynamodb:LeadingKeys": "x" } } }, "dynamodb:LeadingKeys"],
    ["variable", { Resource: "arn:aws-cn:s3:::b/${aws:userid}/*" }, "policy variable aws:userid"],
    ["variable of a condition", { Condition: { StringLike: { "s3:prefix": "${aws:userid}" } } }, "aws:userid"],
    ["element", { NotPrincipal: { AWS: "*" } }, "element NotPrincipal"],
    ["misspelt element", { Actions: "*" }, "element Actions"],
  ])("a %s", (_, more, name) => {
    expect(read(more)).toThrow(TemplateError);
    expect(read(more)).toThrow(name);
    expect(read(more)).toThrow("role reader");
  });

  test("what it can judge passes: every form of an operator, keys in any case, escapes", () => {
    expect(
      read({
        Resource: "arn:aws-cn:s3:::b/${aws:PrincipalTag/archive, 'none'}/${*}",
        Condition: {
          "ForAnyValue:StringLikeIfExists": { "AWS:PrincipalTag/x": ["a", "b"] },
          Null: { "aws:SourceArn": true },
          Bool: { "aws:securetransport": "true" },
        },
      }),
    ).not.toThrow();
  });
});
