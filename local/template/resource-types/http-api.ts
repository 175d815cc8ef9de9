import * as z from "zod";
import { digest, refIsName, resourceType, withoutEffect } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, AWS::ApiGatewayV2::Api. */
export const httpApiType = resourceType({
  type: "AWS::ApiGatewayV2::Api",
  properties: z.strictObject({
    Name: z.string().optional(),
    ProtocolType: z.literal("HTTP"),
    CorsConfiguration: z
      .strictObject({
        AllowCredentials: z.boolean().default(false),
        AllowHeaders: z.array(z.string()).default([]),
        AllowMethods: z.array(z.string()).default([]),
        AllowOrigins: z.array(z.string()).default([]),
        ExposeHeaders: z.array(z.string()).default([]),
        MaxAge: z.number().optional(),
      })
      .optional(),
    Description: withoutEffect,
    DisableExecuteApiEndpoint: z.literal(false).optional(),
    IpAddressType: withoutEffect,
    Tags: withoutEffect,
  }),
  defaultName: (place) => digest(place, 10),
  ref: refIsName,
  attributes: { ApiId: refIsName, ApiEndpoint: (place) => place.endpoints.api },
});

/** Source: CloudFormation Template Reference, AWS::ApiGatewayV2::Stage. Only `$default`: its path prefix is empty. */
export const httpApiStageType = resourceType({
  type: "AWS::ApiGatewayV2::Stage",
  properties: z.strictObject({
    ApiId: z.string(),
    StageName: z.literal("$default"),
    AutoDeploy: z.literal(true),
    AccessLogSettings: withoutEffect,
    DefaultRouteSettings: withoutEffect,
    Description: withoutEffect,
    RouteSettings: withoutEffect,
    Tags: withoutEffect,
  }),
  defaultName: () => "$default",
  ref: refIsName,
  attributes: {},
});

/** Source: CloudFormation Template Reference, AWS::ApiGatewayV2::Route. */
export const httpApiRouteType = resourceType({
  type: "AWS::ApiGatewayV2::Route",
  properties: z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string(),
    AuthorizationType: z.enum(["NONE", "JWT"]).default("NONE"),
    AuthorizerId: z.string().optional(),
    AuthorizationScopes: z.array(z.string()).default([]),
    ApiKeyRequired: z.literal(false).optional(),
    OperationName: withoutEffect,
  }),
  defaultName: (place) => digest(place, 7),
  ref: refIsName,
  attributes: { RouteId: refIsName },
});

/** Source: CloudFormation Template Reference, AWS::ApiGatewayV2::Integration. */
export const httpApiIntegrationType = resourceType({
  type: "AWS::ApiGatewayV2::Integration",
  properties: z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal("AWS_PROXY"),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal("2.0"),
    TimeoutInMillis: z.number().min(50).max(30_000).default(30_000),
    IntegrationMethod: withoutEffect,
    Description: withoutEffect,
  }),
  defaultName: (place) => digest(place, 7),
  ref: refIsName,
  attributes: { IntegrationId: refIsName },
});

/** Source: CloudFormation Template Reference, AWS::ApiGatewayV2::Authorizer. */
export const httpApiAuthorizerType = resourceType({
  type: "AWS::ApiGatewayV2::Authorizer",
  properties: z.strictObject({
    ApiId: z.string(),
    AuthorizerType: z.literal("JWT"),
    IdentitySource: z.tuple([z.literal("$request.header.Authorization")]),
    JwtConfiguration: z.strictObject({ Issuer: z.string(), Audience: z.array(z.string()).min(1) }),
    Name: z.string(),
  }),
  defaultName: (place) => digest(place, 6),
  ref: refIsName,
  attributes: { AuthorizerId: refIsName },
});
