import { describe, expect, test } from "vitest";
import { evaluateCondition, NO_VALUE, resolve } from "../../local/template/intrinsics.ts";
import type { Scope } from "../../local/template/intrinsics.ts";
import { regionFacts } from "../../local/template/region-facts.ts";
import { TemplateError } from "../../local/template/template-error.ts";

const known: Record<string, unknown> = {
  "AWS::Region": "cn-north-1",
  "AWS::NoValue": NO_VALUE,
  Port: 5,
  Names: ["a", "b"],
};
const scope: Scope = {
  place: "stack Test",
  ref: (name) => {
    if (name in known) return known[name];
    throw new TemplateError(`no ${name}`);
  },
  attribute: (logicalId, attribute) => `${logicalId}!${attribute}`,
  condition: (name) => name === "Yes",
  mapping: (map, top, second) => `${map}/${top}/${second}`,
  importValue: (name) => `imported ${name}`,
  availabilityZones: (region) => [`${region}a`],
};
const resolved = (value: unknown): unknown => resolve(value, scope);

describe("intrinsic functions", () => {
  test.each<[string, unknown, unknown]>([
    ["Ref", { Ref: "AWS::Region" }, "cn-north-1"],
    ["GetAtt as a list", { "Fn::GetAtt": ["Table", "Arn"] }, "Table!Arn"],
    ["GetAtt as text, attribute with a dot", { "Fn::GetAtt": "Domain.Endpoint.Port" }, "Domain!Endpoint.Port"],
    ["Join", { "Fn::Join": [":", ["a", { Ref: "Port" }, { Ref: "AWS::Region" }]] }, "a:5:cn-north-1"],
    ["Join of a list elsewhere", { "Fn::Join": ["-", { Ref: "Names" }] }, "a-b"],
    ["Select", { "Fn::Select": ["1", { Ref: "Names" }] }, "b"],
    ["Split", { "Fn::Split": [",", "x,y"] }, ["x", "y"]],
    ["Sub", { "Fn::Sub": "${AWS::Region}/${Table.Arn}/${!Kept}" }, "cn-north-1/Table!Arn/${Kept}"],
    ["Sub with names", { "Fn::Sub": ["${a}${AWS::Region}", { a: { Ref: "Port" } }] }, "5cn-north-1"],
    ["If", { "Fn::If": ["Yes", "a", "b"] }, "a"],
    ["FindInMap", { "Fn::FindInMap": ["M", { Ref: "AWS::Region" }, "k"] }, "M/cn-north-1/k"],
    ["ImportValue", { "Fn::ImportValue": { "Fn::Sub": "${AWS::Region}-x" } }, "imported cn-north-1-x"],
    ["Base64", { "Fn::Base64": "兰台" }, "5YWw5Y+w"],
    ["GetAZs", { "Fn::GetAZs": { Ref: "AWS::Region" } }, ["cn-north-1a"]],
    ["inside lists and objects", { a: [{ b: { Ref: "Port" } }] }, { a: [{ b: 5 }] }],
  ])("%s", (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test("the branch not taken is never looked at", () => {
    expect(resolved({ "Fn::If": ["No", { Ref: "Missing" }, "b"] })).toBe("b");
  });

  test("NoValue leaves the property or list entry out", () => {
    const none = { "Fn::If": ["No", "x", { Ref: "AWS::NoValue" }] };
    expect(resolved({ a: none, b: 1, c: [none, 2] })).toEqual({ b: 1, c: [2] });
  });

  test("a policy statement's Condition with an object stays data", () => {
    const condition = { Condition: { StringEquals: { "aws:PrincipalTag/a": { Ref: "AWS::Region" } } } };
    expect(resolved(condition)).toEqual({ Condition: { StringEquals: { "aws:PrincipalTag/a": "cn-north-1" } } });
  });

  test.each<[unknown, boolean]>([
    [{ "Fn::Equals": [{ Ref: "AWS::Region" }, "cn-north-1"] }, true],
    [{ "Fn::Not": [{ Condition: "Yes" }] }, false],
    [{ "Fn::And": [{ Condition: "Yes" }, { "Fn::Equals": ["a", "b"] }] }, false],
    [{ "Fn::Or": [{ Condition: "No" }, { Condition: "Yes" }] }, true],
  ])("condition %j is %s", (definition, expected) => {
    expect(evaluateCondition(definition, scope)).toBe(expected);
  });

  test("an unknown function and a malformed one stop the host, naming them", () => {
    expect(() => resolved({ "Fn::Cidr": ["10.0.0.0/8", 2] })).toThrow(/Fn::Cidr of stack Test/);
    expect(() => resolved({ "Fn::Join": ["only a separator"] })).toThrow(/Fn::Join of stack Test/);
    expect(() => resolved({ "Fn::Select": [7, { Ref: "Names" }] })).toThrow(TemplateError);
  });
});

test("a region tells its partition and URL suffix", () => {
  expect(regionFacts("cn-northwest-1")).toEqual({ partition: "aws-cn", urlSuffix: "amazonaws.com.cn" });
  expect(regionFacts("eu-central-1")).toEqual({ partition: "aws", urlSuffix: "amazonaws.com" });
  expect(() => regionFacts("moon")).toThrow(TemplateError);
});
