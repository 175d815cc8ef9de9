import { describe, expect, it } from "vitest";
import { intakeLimits } from "../../functions/intake/limits.ts";
import { attemptsEnv, functionEnv } from "../../shared/contract/env.ts";
import { routes } from "../../shared/contract/routes.ts";
import { deployments, list, resolved, synthesize } from "./synthesize.ts";
import type { Resource } from "./synthesize.ts";

/** Which queue each event of the domain must reach. */
const work = {
  "page-accepted": ["ocr", "replication"],
  "page-read": ["full-text", "replication"],
  "page-unread": ["full-text", "replication"],
  "page-withdrawn": ["full-text", "replication"],
  "copy-recorded": ["full-text"],
};

/** Which function each queue feeds. */
const workers = {
  intake: "intake/receive-object",
  ocr: "ocr/read-page",
  "full-text": "full-text/index-page",
  replication: "replication/copy-page",
  proof: "replication/prove-copy",
  receipts: "replication/record-receipt",
};

/** Which functions the clock starts, and how often. */
const schedules = {
  "intake/find-unreceived": "rate(5 minutes)",
  "replication/reconcile": "rate(5 minutes)",
  "replication/recheck-copies": "rate(5 minutes)",
};

describe.each(deployments)("wiring of deployment $name", (deployment) => {
  const app = synthesize(deployment);
  const functions = (region: string) => app.all("AWS::Lambda::Function", region);
  const functionOf = (name: string, region: string): Resource =>
    functions(region).find(({ properties }) => properties["FunctionName"] === `lantai-${name.replace("/", "-")}`)!;
  const queueOf = (name: string, region: string): Resource =>
    app.all("AWS::SQS::Queue", region).find(({ properties }) => properties["QueueName"] === name)!;
  const rules = (region: string) => app.all("AWS::Events::Rule", region);

  describe.each(deployment.regions)("in %s", (region) => {
    /** An address only AWS gives, readable: that of a queue of this region, or of a search collection. */
    const addressOf = (value: unknown): string | undefined => {
      const { "Fn::GetAtt": attribute } = value as { "Fn::GetAtt"?: string[] };
      // A name that another stack exports ends with a digest of its own.
      const named = String(resolved(value));
      const queue = app.all("AWS::SQS::Queue", region).find(({ logicalId }) => named.startsWith(logicalId));
      if (queue !== undefined) return `https://queue/${String(queue.properties["QueueName"])}`;
      return attribute?.[1] === "CollectionEndpoint" ? "https://collection" : undefined;
    };

    it("gives every function of the contract exactly what its environment schema parses", () => {
      for (const [name, schema] of Object.entries(functionEnv)) {
        const { properties } = functionOf(name, region);
        const { Variables = {} } = (properties["Environment"] ?? {}) as { Variables?: Record<string, unknown> };
        const given = Object.fromEntries(
          Object.entries(Variables).map(([key, value]) => [key, addressOf(value) ?? resolved(value, region)]),
        );
        // A parameter, which an operator fills in.
        if (given["MALWARE_SCANNER"] === "clamav ClamdAddress") given["MALWARE_SCANNER"] = "clamav 10.0.0.8:3310";
        const parsed = schema.safeParse({ ...given, AWS_REGION: region });
        expect(parsed.error?.issues ?? [], name).toEqual([]);
        const isAsked = Object.values(routes).some((route) => route.signedIn && route.handler === name);
        const known = { ...schema.shape, ...(isAsked ? attemptsEnv.shape : {}) };
        expect(Object.keys(known), name).toEqual(expect.arrayContaining(Object.keys(given)));
        if (isAsked) expect(given, name).toHaveProperty("HISTORY_TABLE");
      }
    });

    it("points the reconciler at the queues whose work it starts again", () => {
      const { Variables } = functionOf("replication/reconcile", region).properties["Environment"] as {
        Variables: Record<string, unknown>;
      };
      expect(addressOf(Variables["OCR_QUEUE_URL"])).toBe("https://queue/lantai-ocr");
      expect(addressOf(Variables["REPLICATION_QUEUE_URL"])).toBe("https://queue/lantai-replication");
      expect(addressOf(Variables["FULL_TEXT_QUEUE_URL"])).toBe("https://queue/lantai-full-text");
    });

    it("points the walk through the intake bucket at that bucket and at the queue of arrivals", () => {
      const { Variables } = functionOf("intake/find-unreceived", region).properties["Environment"] as {
        Variables: Record<string, unknown>;
      };
      expect(resolved(Variables["INTAKE_BUCKET"])).toMatch(/^Bucketsintake/);
      expect(addressOf(Variables["INTAKE_QUEUE_URL"])).toBe("https://queue/lantai-intake");
    });

    it("tells each region the others' names, and not its own", () => {
      const { Variables } = functionOf("replication/copy-page", region).properties["Environment"] as {
        Variables: Record<string, unknown>;
      };
      const peers: unknown = JSON.parse(String(resolved(Variables["PEERS"], region)));
      expect(peers).toEqual(
        Object.fromEntries(
          deployment.regions
            .filter((other) => other !== region)
            .map((other) => [
              other,
              {
                holdingsBucket: `lantai-holdings-000000000000-${other}`,
                proofQueueUrl: `https://sqs.${other}.suffix/000000000000/lantai-proof`,
                receiptsQueueUrl: `https://sqs.${other}.suffix/000000000000/lantai-receipts`,
                erasureQueueUrl: `https://sqs.${other}.suffix/000000000000/lantai-erasure`,
              },
            ]),
        ),
      );
    });

    it("runs every function on Node 24 and the deployment's processor, logging into its own group for over six months", () => {
      const groups = app.all("AWS::Logs::LogGroup", region);
      for (const { properties } of functions(region)) {
        expect(properties["Runtime"]).toBe("nodejs24.x");
        expect(properties["Architectures"]).toEqual([deployment.architecture]);
        const group = resolved((properties["LoggingConfig"] as { LogGroup: unknown }).LogGroup);
        expect(groups.map(({ logicalId }) => logicalId)).toContain(group);
      }
      for (const { properties } of groups) expect(properties["RetentionInDays"]).toBeGreaterThanOrEqual(184);
    });

    it("feeds each queue to its worker, which reports failures one by one and has time for it", () => {
      const mappings = app.all("AWS::Lambda::EventSourceMapping", region).map(({ properties }) => properties);
      for (const [name, worker] of Object.entries(workers)) {
        const queue = queueOf(`lantai-${name}`, region);
        const mapping = mappings.find(({ EventSourceArn }) => resolved(EventSourceArn) === `${queue.logicalId}-Arn`)!;
        const lambda = functionOf(worker, region);
        expect(resolved(mapping["FunctionName"])).toBe(lambda.logicalId);
        expect(mapping["FunctionResponseTypes"]).toEqual(["ReportBatchItemFailures"]);
        // Lambda guide, "Using SQS": six times the time-out, so that throttled retries do not run twice at once.
        expect(queue.properties["VisibilityTimeout"]).toBeGreaterThanOrEqual(6 * Number(lambda.properties["Timeout"]));
      }
    });

    it.each(["intake/receive-object", "ocr/read-page"])("gives %s one file at a time", (name) => {
      const lambda = functionOf(name, region).logicalId;
      const mapping = app
        .all("AWS::Lambda::EventSourceMapping", region)
        .find(({ properties }) => resolved(properties["FunctionName"]) === lambda)!;
      expect(mapping.properties["BatchSize"]).toBe(1);
    });

    it.each(["intake/receive-object", "ocr/read-page"])("gives %s a disk for the largest file", (name) => {
      const { Size = 512 } = (functionOf(name, region).properties["EphemeralStorage"] ?? {}) as { Size?: number };
      expect(Size * 1024 ** 2).toBeGreaterThan(intakeLimits.bytes);
    });

    it("sends each event of the domain to the queues whose work it starts, and to no other", () => {
      for (const [event, expected] of Object.entries(work)) {
        const reached = rules(region)
          .filter(({ properties }) => {
            const { source, "detail-type": types } = (properties["EventPattern"] ?? {}) as Record<string, string[]>;
            return source?.includes("lantai") && types?.includes(event);
          })
          .flatMap(({ properties }) => properties["Targets"] as { Arn: unknown }[])
          .map(({ Arn }) => resolved(Arn));
        const queues = expected.map((name) => `${queueOf(`lantai-${name}`, region).logicalId}-Arn`);
        expect(reached.sort(), event).toEqual(queues.sort());
      }
    });

    it("starts intake on arrivals in the intake bucket only", () => {
      const arrivals = rules(region).find(({ properties }) =>
        JSON.stringify(properties["EventPattern"] ?? {}).includes("Object Created"),
      )!;
      expect(arrivals.properties["EventBusName"]).toBeUndefined();
      expect(
        String(
          (resolved(arrivals.properties["EventPattern"]) as { detail: { bucket: { name: string[] } } }).detail.bucket
            .name[0],
        ),
      ).toMatch(/^Bucketsintake/);
    });

    it("starts what works by the clock as often as it must, and nothing else", () => {
      const scheduled = rules(region)
        .filter(({ properties }) => properties["ScheduleExpression"] !== undefined)
        .map(({ properties }) => [
          ...list(properties["Targets"]).map((target) => resolved((target as { Arn: unknown }).Arn)),
          properties["ScheduleExpression"],
        ]);
      expect(scheduled.sort()).toEqual(
        Object.entries(schedules)
          .map(([name, expression]) => [`${functionOf(name, region).logicalId}-Arn`, expression])
          .sort(),
      );
    });

    it("publishes the history's stream in small pieces, so that one bad event does not stop the others", () => {
      const publish = functionOf("events/publish-events", region).logicalId;
      const { properties } = app
        .all("AWS::Lambda::EventSourceMapping", region)
        .find((mapping) => resolved(mapping.properties["FunctionName"]) === publish)!;
      expect(String(resolved(properties["EventSourceArn"]))).toMatch(/^RecordsHistory.*StreamArn/);
      expect(properties).toMatchObject({ BisectBatchOnFunctionError: true, StartingPosition: "TRIM_HORIZON" });
      expect(properties["MaximumRetryAttempts"]).toBeGreaterThan(0);
    });

    it("routes every operation of the contract to its function, signed in or not as the contract says", () => {
      const made = app.all("AWS::ApiGatewayV2::Route", region).map(({ properties }) => properties);
      const integrations = app.all("AWS::ApiGatewayV2::Integration", region);
      const authorizer = app.all("AWS::ApiGatewayV2::Authorizer", region)[0]!;
      expect(made.map(({ RouteKey }) => RouteKey).sort()).toEqual(
        Object.values(routes)
          .map(({ method, path }) => `${method} ${path}`)
          .sort(),
      );
      for (const { method, path, handler, signedIn } of Object.values(routes)) {
        const route = made.find(({ RouteKey }) => RouteKey === `${method} ${path}`)!;
        const integration = integrations.find(
          ({ logicalId }) => resolved(route["Target"]) === `integrations/${logicalId}`,
        )!;
        const uri = String(resolved(integration.properties["IntegrationUri"])).replace("-", "");
        expect(uri.startsWith(`${functionOf(handler, region).logicalId}Arn`), handler).toBe(true);
        if (signedIn) {
          expect(route["AuthorizationType"]).toBe("JWT");
          expect(resolved(route["AuthorizerId"])).toBe(authorizer.logicalId);
        } else {
          expect(route["AuthorizationType"] ?? "NONE").toBe("NONE");
          expect(route["AuthorizerId"]).toBeUndefined();
        }
      }
    });

    it("believes tokens of the issuer and audience an operator can give as parameters", () => {
      const { properties } = app.all("AWS::ApiGatewayV2::Authorizer", region)[0]!;
      expect(resolved(properties["JwtConfiguration"])).toEqual({ Issuer: "IssuerUrl", Audience: ["Audience"] });
      const parameters = app.parameters(region);
      expect(parameters["IssuerUrl"]!.Default).toBe(deployment.issuer);
      expect(parameters["Audience"]!.Default).toBe("lantai");
      expect(app.outputs(region)).toHaveProperty("ApiUrl");
    });

    it("writes down who asked for what, without the query, and bounds how fast anyone may ask", () => {
      const { properties } = app.all("AWS::ApiGatewayV2::Stage", region)[0]!;
      const { Format } = properties["AccessLogSettings"] as { Format: string };
      expect(Format).toContain("$context.routeKey");
      expect(Format).not.toMatch(/query/i);
      expect((properties["DefaultRouteSettings"] as Record<string, unknown>)["ThrottlingRateLimit"]).toBeGreaterThan(0);
    });

    it("brings no function of the CDK's own: every function is one of the contract", () => {
      const own = Object.keys(functionEnv).map((name) => `lantai-${name.replace("/", "-")}`);
      expect(
        functions(region)
          .map(({ properties }) => properties["FunctionName"])
          .sort(),
      ).toEqual(own.sort());
    });
  });
});
