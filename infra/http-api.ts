import { CfnOutput, CfnParameter, Duration, RemovalPolicy } from "aws-cdk-lib";
import { CfnStage, CorsHttpMethod, HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { HttpRouteIntegration } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { routes } from "../shared/contract/routes.ts";
import type { RouteName } from "../shared/contract/routes.ts";
import { alarmPeriod } from "./alarms.ts";
import type { Alarms } from "./alarms.ts";
import type { Cell } from "./cell.ts";
import type { Records } from "./records.ts";

/** Functions that answer a route. */
export type AnsweringFunction = (typeof routes)[RouteName]["handler"];

/** Who asked for what and when; never what was found, and no query string, which may hold a person's name. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  subject: "$context.authorizer.claims.sub",
  sourceIp: "$context.identity.sourceIp",
  route: "$context.routeKey",
  path: "$context.path",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
});

const methods = { GET: HttpMethod.GET, POST: HttpMethod.POST } as const;

/**
 * The HTTP API, made from the same routes the handlers parse by. Sign-in is any OpenID issuer, since `aws-cn` has no
 * Cognito user pools; a route without sign-in needs an ICP licence there (AWS China, "Amazon API Gateway").
 */
export class HttpRoutes extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: {
      cell: Cell;
      alarms: Alarms;
      records: Records;
      functions: Readonly<Record<AnsweringFunction, LambdaFunction>>;
    },
  ) {
    super(scope, id);
    const { cell, alarms, records, functions } = props;
    const { deployment } = cell;
    const parameter = (name: string, value: string, description: string): string => {
      const made = new CfnParameter(this, name, { type: "String", default: value, description });
      made.overrideLogicalId(name);
      return made.valueAsString;
    };
    const issuer = parameter("IssuerUrl", deployment.issuer, "OpenID issuer whose tokens sign people in");
    const audience = parameter("Audience", "lantai", "Audience a token must be made out to");
    const portal = parameter("PortalOrigin", deployment.portalOrigin, "Origin of the portal, for CORS");

    const api = new HttpApi(this, "Api", {
      apiName: "lantai",
      description: `Lantai, ${cell.region}`,
      corsPreflight: {
        allowOrigins: [portal],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
        allowHeaders: ["authorization", "content-type", "accept-language"],
        maxAge: Duration.hours(1),
      },
    });
    const signIn = new HttpJwtAuthorizer("SignIn", issuer, { jwtAudience: [audience] });
    const integrations = new Map<AnsweringFunction, HttpRouteIntegration>();
    for (const [name, route] of Object.entries(routes)) {
      const integration = integrations.get(route.handler) ?? new HttpLambdaIntegration(name, functions[route.handler]);
      integrations.set(route.handler, integration);
      if (route.signedIn) records.allowNotingAttempts(functions[route.handler]);
      api.addRoutes({
        path: route.path,
        methods: [methods[route.method]],
        integration,
        ...(route.signedIn ? { authorizer: signIn } : {}),
      });
    }

    const log = new LogGroup(this, "AccessLog", {
      logGroupName: "/lantai/http-api",
      retention: deployment.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stage = api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new TypeError("the HTTP API has no default stage");
    stage.accessLogSettings = { destinationArn: log.logGroupArn, format: accessLogFormat };
    stage.defaultRouteSettings = { throttlingRateLimit: 50, throttlingBurstLimit: 100, detailedMetricsEnabled: true };

    alarms.raise(this, "Failing", {
      section: "http-api",
      symptom: "failing",
      impact: "Some of what people ask is answered with an error of ours.",
      metric: api.metricServerError({ period: alarmPeriod, statistic: "Sum" }),
      threshold: 1,
    });
    new CfnOutput(this, "ApiUrl", { value: api.apiEndpoint }).overrideLogicalId("ApiUrl");
  }
}
