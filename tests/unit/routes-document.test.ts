import { describe, expect, test } from "vitest";
import { apiDocument } from "../../functions/catalogue/api-document.ts";
import { functionEnv } from "../../shared/contract/env.ts";
import { problemCode } from "../../shared/contract/problem.ts";
import { routes } from "../../shared/contract/routes.ts";
import { backOffSeconds, problemKinds } from "../../shared/runtime/errors.ts";

type Json = Record<string, unknown>;
const document = JSON.parse(JSON.stringify(apiDocument())) as Json & {
  paths: Record<string, Record<string, Operation>>;
};
type Operation = {
  operationId: string;
  security: unknown[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: Json;
  responses: Record<string, { content: Record<string, { schema: Json }> }>;
};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

/** Every name of a field anywhere in a JSON value. */
const fieldsOf = (value: unknown): string[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);

describe("the API document", () => {
  test("is OpenAPI 3.1 and describes each route under an id of its own", () => {
    expect(document["openapi"]).toMatch(/^3\.1\./);
    for (const [name, { path, method }] of Object.entries(routes))
      expect(document.paths[path]?.[method.toLowerCase()]?.operationId, path).toBe(name);
    expect(operations).toHaveLength(Object.keys(routes).length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  test("names each part of a path as a required parameter, and asks for a body only where one is sent", () => {
    for (const { path, method } of Object.values(routes)) {
      const { parameters = [], requestBody } = document.paths[path]![method.toLowerCase()]!;
      const named = parameters.filter((parameter) => parameter.in === "path");
      expect(named.map(({ name }) => `{${name}}`).sort()).toEqual((path.match(/\{\w+\}/g) ?? []).sort());
      expect(named.every(({ required }) => required === true)).toBe(true);
      expect(requestBody !== undefined).toBe(method === "POST");
    }
  });

  test("asks for a sign-in everywhere but for itself and for the keys that verify signatures", () => {
    const open = operations.filter(({ security }) => security.length === 0).map(({ operationId }) => operationId);
    expect(open).toEqual(["listKeys", "describeApi"]);
  });

  test("describes refusals as problem documents with the closed list of codes", () => {
    for (const { responses } of operations) {
      const schema = responses["default"]!.content["application/problem+json"]!.schema;
      expect(JSON.stringify(schema)).toContain(JSON.stringify(problemCode.options));
    }
  });

  test("has no field for a price or a fee", () => {
    const money = /price|fee|cost|charge|amount|payment|currency|费|价/i;
    expect(fieldsOf(document).filter((name) => money.test(name))).toEqual([]);
    expect(fieldsOf(document)).toContain("snippet");
  });

  test("holds no reference that leads nowhere", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    for (const reference of references) {
      const target = reference
        .split("/")
        .reduce<unknown>((value, step) => (value as Json | undefined)?.[step], document);
      expect(target, reference).toBeDefined();
    }
  });
});

test("each route is answered by a function that has an environment", () => {
  for (const { handler } of Object.values(routes)) expect(Object.keys(functionEnv)).toContain(handler);
});

test.each(problemCode.options)("the problem %s has a status and a title in both languages", (code) => {
  const { status, title } = problemKinds[code];
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(title.zh).toMatch(/\p{Script=Han}/u);
  expect(title.en).toMatch(/^[A-Z]/);
});

test("a message that fails again waits longer each time, up to a bound", () => {
  const waits = Array.from({ length: 200 }, (_, at) => backOffSeconds(at + 1));
  expect(waits.slice(0, 4)).toEqual([2, 4, 8, 16]);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(Math.max(...waits)).toBe(60);
  expect(backOffSeconds(9, 20)).toBe(20);
});
