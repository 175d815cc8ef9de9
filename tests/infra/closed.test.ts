import { describe, expect, it } from "vitest";
import { deployments, list, resolved, statementsOf, synthesize } from "./synthesize.ts";
import type { Properties } from "./synthesize.ts";

describe.each(deployments)("what deployment $name keeps closed", (deployment) => {
  const app = synthesize(deployment);
  const policiesOf = (type: string, owner: string): Map<string, ReturnType<typeof statementsOf>> =>
    new Map(
      app
        .all(type)
        .flatMap((policy) =>
          list(policy.properties[owner]).map((one) => [
            `${policy.stack}/${String(resolved(one))}`,
            statementsOf(policy),
          ]),
        ),
    );

  it("encrypts every queue, and takes nothing over plain HTTP", () => {
    const policies = policiesOf("AWS::SQS::QueuePolicy", "Queues");
    for (const { stack, logicalId, properties } of app.all("AWS::SQS::Queue")) {
      expect(properties["SqsManagedSseEnabled"], logicalId).toBe(true);
      expect(policies.get(`${stack}/${logicalId}`)).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Action: "sqs:*",
          Principal: { AWS: "*" },
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
    }
  });

  it("takes no message to people over plain HTTP, and none but EventBridge's, or CloudWatch's of this account", () => {
    const policies = app.all("AWS::SNS::TopicPolicy");
    const statements = policies.flatMap(statementsOf);
    expect(policies).toHaveLength(app.all("AWS::SNS::Topic").length);
    expect(statements.filter(({ Effect }) => Effect === "Deny")).toHaveLength(policies.length);
    for (const { Effect, Principal, Condition } of statements)
      if (Effect === "Deny") expect(Condition).toEqual({ Bool: { "aws:SecureTransport": "false" } });
      // EventBridge judges no condition of a topic's policy.
      else if (Condition === undefined) expect(Principal).toEqual({ Service: "events.amazonaws.com" });
      else {
        expect(Principal).toEqual({ Service: "cloudwatch.amazonaws.com" });
        expect(Condition).toMatchObject({ StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } });
      }
  });

  it("encrypts every bucket with S3's own keys, and lets nobody set an access list", () => {
    for (const { properties } of app.all("AWS::S3::Bucket")) {
      expect(properties["BucketEncryption"]).toEqual({
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      });
      expect(properties["OwnershipControls"]).toEqual({ Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] });
      expect(properties["AccessControl"]).toBeUndefined();
    }
  });

  it("writes down who asked for any object of any bucket that people or functions use, for over six months", () => {
    const buckets = app.all("AWS::S3::Bucket");
    const logging = buckets.filter(({ properties }) => properties["LoggingConfiguration"] !== undefined);
    const logs = buckets.filter((bucket) => !logging.includes(bucket));
    expect(logging).toHaveLength(4 * deployment.regions.length);
    expect(logs).toHaveLength(deployment.regions.length);
    for (const { properties } of logs) {
      const { Rules } = properties["LifecycleConfiguration"] as { Rules: { ExpirationInDays: number }[] };
      expect(Rules[0]!.ExpirationInDays).toBe(deployment.logRetentionDays);
    }
  });

  it("keeps every log as long as the deployment says, also when its stack goes", () => {
    const groups = app.all("AWS::Logs::LogGroup");
    expect(groups.length).toBeGreaterThanOrEqual(app.all("AWS::Lambda::Function").length);
    for (const { properties, deletionPolicy } of groups) {
      expect(properties["RetentionInDays"]).toBe(deployment.logRetentionDays);
      expect(deletionPolicy).toBe("Retain");
    }
  });

  it("encrypts the search engine's disk and wires, and opens it to nobody without a signature", () => {
    for (const { properties } of app.all("AWS::OpenSearchService::Domain")) {
      expect(properties["EncryptionAtRestOptions"]).toEqual({ Enabled: true });
      expect(properties["NodeToNodeEncryptionOptions"]).toEqual({ Enabled: true });
      expect(properties["DomainEndpointOptions"]).toMatchObject({
        EnforceHTTPS: true,
        TLSSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
      });
      for (const { Principal } of (properties["AccessPolicies"] as { Statement: Properties[] }).Statement)
        expect(JSON.stringify(Principal)).not.toContain('"*"');
    }
    for (const { properties } of app.all("AWS::OpenSearchServerless::SecurityPolicy"))
      if (properties["Type"] === "encryption")
        expect(JSON.parse(String(properties["Policy"]))).toMatchObject({ AWSOwnedKey: true });
    for (const { properties } of app.all("AWS::OpenSearchServerless::AccessPolicy"))
      expect(JSON.stringify(resolved(properties["Policy"]))).not.toMatch(/"\*"|\/\*/);
  });

  it("gives every function a role of its own", () => {
    const roles = app
      .all("AWS::Lambda::Function")
      .map(({ stack, properties }) => `${stack}/${String(resolved(properties["Role"]))}`);
    expect(new Set(roles).size).toBe(roles.length);
    const guardDutys = app.all("AWS::GuardDuty::MalwareProtectionPlan").length;
    expect(roles).toHaveLength(app.all("AWS::IAM::Role").length - guardDutys);
  });

  it("lets a function be called by the rule or route that names it, and by nobody else", () => {
    for (const { logicalId, properties } of app.all("AWS::Lambda::Permission")) {
      expect(["events.amazonaws.com", "apigateway.amazonaws.com"], logicalId).toContain(properties["Principal"]);
      expect(properties["SourceArn"], logicalId).toBeDefined();
    }
    expect(app.all("AWS::Lambda::Url")).toEqual([]);
  });

  it("stands in the allowed regions only, and names no other", () => {
    const region =
      /\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d\b/g;
    for (const [stack, text] of app.texts)
      for (const [name] of text.matchAll(region))
        expect(deployment.allowedRegions, `${stack}: ${name}`).toContain(name);
    expect([...app.texts.keys()].map((stack) => /^Lantai-([a-z]+-[a-z]+-\d)-/.exec(stack)?.[1])).toEqual(
      expect.arrayContaining([...deployment.regions]),
    );
  });
});
