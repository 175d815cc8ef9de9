import * as z from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { problem } from "../../shared/contract/problem.ts";
import { type Route } from "../../shared/contract/route.ts";
import { routes } from "../../shared/contract/routes.ts";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });

const operationOf = (name: string, route: Route): ZodOpenApiOperationObject => ({
  operationId: name,
  summary: route.summary,
  ...(route.signedIn ? { security: [{ issuer: [] }] } : { security: [] }),
  requestParams: {
    ...(route.pathParameters instanceof z.ZodObject ? { path: route.pathParameters } : {}),
    ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
  },
  ...(route.method === "POST" ? { requestBody: { content: json(route.body), required: true } } : {}),
  responses: {
    "200": { description: route.summary, content: json(route.answer) },
    default: {
      description: "A problem document (RFC 9457) with a closed code, in the language asked for",
      content: { "application/problem+json": { schema: problem } },
    },
  },
});

/** The OpenAPI 3.1 document, generated from the schemas by which requests and answers are parsed. */
export const apiDocument = () => {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries(routes))
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route) };
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Lantai 兰台",
      version: "1",
      description: "Public archives keep scans, find them, certify them for people and survive disasters.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    components: { securitySchemes: { issuer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    paths,
  });
};
