import { httpApiListener } from "../http-api/http-api-server.ts";
import type { HttpApiRoute } from "../http-api/http-api-server.ts";
import { createJwtAuthorizer } from "../http-api/jwt-authorizer.ts";
import type { RequestListener } from "node:http";
import type { FunctionPool } from "../lambda/function-pool.ts";
import type { Deployed } from "../template/deployed-app.ts";
import {
  httpApiAuthorizerType,
  httpApiIntegrationType,
  httpApiRouteType,
  httpApiStageType,
  httpApiType,
} from "../template/resource-types/http-api.ts";
import { TemplateError } from "../template/template-error.ts";
import type { RegionContext } from "./region.ts";

/**
 * The region's HTTP API, or `undefined` when it has none.
 *
 * @throws TemplateError for a second API, or a route that leads nowhere or to a function that does not let it in.
 */
export const regionHttpApi = (
  context: RegionContext,
  pools: ReadonlyMap<string, FunctionPool>,
): RequestListener | undefined => {
  const here = (resource: Deployed<unknown>): boolean => resource.region === context.region;
  const [api, second] = context.app.all(httpApiType).filter(here);
  if (second !== undefined)
    throw new TemplateError(
      `Lantai's one-machine host serves one HTTP API a region; ${second.logicalId} of stack ${second.stack.name} is another`,
    );
  if (api === undefined) return undefined;
  const ofApi = (resource: Deployed<{ readonly ApiId: string }>): boolean =>
    here(resource) && resource.properties.ApiId === api.ref;
  if (!context.app.all(httpApiStageType).some(ofApi))
    throw new TemplateError(`HTTP API ${api.logicalId} of stack ${api.stack.name} has no stage`);
  const authorizers = new Map(
    context.app
      .all(httpApiAuthorizerType)
      .filter(ofApi)
      .map(({ ref, properties }) => {
        const { Issuer: issuer, Audience: audience } = properties.JwtConfiguration;
        return [ref, createJwtAuthorizer({ issuer, audience }, context.now)];
      }),
  );
  const integrations = new Map(
    context.app
      .all(httpApiIntegrationType)
      .filter(ofApi)
      .map((integration) => [`integrations/${integration.ref}`, integration]),
  );
  const routes = context.app
    .all(httpApiRouteType)
    .filter(ofApi)
    .map((route): HttpApiRoute => {
      const integration = integrations.get(route.properties.Target);
      const pool = pools.get(functionArn(integration?.properties.IntegrationUri ?? ""));
      if (integration === undefined || pool === undefined)
        throw new TemplateError(
          `Route ${route.logicalId} of stack ${route.stack.name} leads to no function of its region`,
        );
      requirePermission(context, api, route, pool.definition.arn);
      return {
        routeKey: route.properties.RouteKey,
        authorizer: authorizerOf(route, authorizers),
        scopes: route.properties.AuthorizationScopes,
        timeoutMs: integration.properties.TimeoutInMillis,
        invoke: pool.invoke,
      };
    });
  return httpApiListener(
    { apiId: api.name, accountId: context.accountId, routes, crossOrigin: api.properties.CorsConfiguration },
    { now: context.now, report: context.report },
  );
};

type Route = Deployed<(typeof httpApiRouteType)["properties"]["_output"]>;

const authorizerOf = <Authorizer>(
  route: Route,
  authorizers: ReadonlyMap<string, Authorizer>,
): Authorizer | undefined => {
  if (route.properties.AuthorizationType === "NONE") return undefined;
  const authorizer = authorizers.get(route.properties.AuthorizerId ?? "");
  if (authorizer !== undefined) return authorizer;
  throw new TemplateError(`Route ${route.logicalId} of stack ${route.stack.name} names no authorizer of its API`);
};

/** An integration names its function by ARN, or by the address under which API Gateway invokes it. */
const functionArn = (integrationUri: string): string =>
  /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(integrationUri)?.[1] ?? integrationUri;

/** Source: API Gateway Developer Guide, "Control access to HTTP APIs": the ARN of a route that permissions name. */
const requirePermission = (context: RegionContext, api: Deployed<unknown>, route: Route, targetArn: string): void => {
  const [method = "", path = ""] = route.properties.RouteKey.split(" ");
  const wildcardMethod = method === "ANY" ? "*" : method;
  const arn = `arn:${context.partition}:execute-api:${context.region}:${context.accountId}:${api.name}/$default/${wildcardMethod}${path}`;
  const decision = context.authorizeService("apigateway.amazonaws.com", "lambda:InvokeFunction", targetArn, {
    arn: route.properties.RouteKey === "$default" ? `${arn.split("/", 1)[0] ?? ""}/$default/$default` : arn,
    accountId: context.accountId,
  });
  if (!decision.allowed)
    throw new TemplateError(
      `Route ${route.logicalId} of stack ${route.stack.name} cannot reach its function: ${decision.reason}`,
    );
};
