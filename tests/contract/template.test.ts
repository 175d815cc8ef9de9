import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startHost } from "../../local/host.ts";
import { readCloudAssembly } from "../../local/template/cloud-assembly.ts";
import { deployApp } from "../../local/template/deployed-app.ts";
import { bucketType } from "../../local/template/resource-types/bucket.ts";
import { functionType } from "../../local/template/resource-types/function.ts";
import { queueType } from "../../local/template/resource-types/queue.ts";
import { TemplateError } from "../../local/template/template-error.ts";
import { ACCOUNT, HOME, REPLICA, writeTinyApp } from "../support/tiny-app.ts";
import type { TinyTemplate } from "../support/tiny-app.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "lantai-template-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const deploy = (change?: (home: TinyTemplate) => void) =>
  deployApp({
    assembly: readCloudAssembly(writeTinyApp(path.join(directory, "cdk.out"), change)),
    parameters: { IssuerUrl: "http://issuer" },
    endpoints: (region) => ({ services: `http://services.${region}`, api: `http://api.${region}` }),
    accessKey: (stableName) => ({ accessKeyId: `AKIA ${stableName}`, secretAccessKey: "secret" }),
  });

/** Puts a property on a resource of the tiny app. */
const withProperty = (logicalId: string, name: string, value: unknown) => (home: TinyTemplate) => {
  (home.Resources[logicalId]!["Properties"] as Record<string, unknown>)[name] = value;
};

describe("a synthesized app", () => {
  test("is read with its regions, names, addresses and assets", () => {
    const app = deploy();
    expect(app.regions).toEqual([HOME, REPLICA]);
    expect(app.accountId).toBe(ACCOUNT);
    expect(app.all(bucketType).map(({ name, arn }) => [name, arn])).toEqual([
      ["tiny-intake", "arn:aws-cn:s3:::tiny-intake"],
      ["tiny-replica", "arn:aws-cn:s3:::tiny-replica"],
    ]);
    const queue = app.all(queueType).find(({ logicalId }) => logicalId === "Arrived")!;
    expect(queue.ref).toBe(`http://services.${HOME}/${ACCOUNT}/tiny-arrived`);
    expect(queue.properties.RedrivePolicy?.deadLetterTargetArn).toContain(
      `arn:aws-cn:sqs:${HOME}:${ACCOUNT}:Tiny-home-Dead-`,
    );
    const [fn] = app.all(functionType);
    expect(app.assets.get(fn!.properties.Code.S3Key)).toMatch(/tiny-functions$/);
    expect(app.output(HOME, "IntakeBucket")).toBe("tiny-intake");
    expect(app.output(REPLICA, "IntakeBucket")).toBeUndefined();
  });

  test("has the same made-up names at each start", () => {
    const names = () =>
      deploy()
        .all(functionType)
        .map(({ name }) => name);
    const first = names();
    expect(new Set(first).size).toBe(3);
    expect(names()).toEqual(first);
  });

  test("leaves out resources whose condition does not hold", () => {
    const app = deploy((home) => {
      home.Conditions = { Never: { "Fn::Equals": ["a", "b"] } };
      home.Resources["Dead2"] = { Type: "AWS::SQS::Queue", Condition: "Never", Properties: {} };
    });
    expect(app.all(queueType).map(({ logicalId }) => logicalId)).not.toContain("Dead2");
  });
});

describe("what the host does not know stops it by name", () => {
  test.each<[string, (home: TinyTemplate) => void, string]>([
    [
      "a resource type",
      (home) => (home.Resources["Machine"] = { Type: "AWS::StepFunctions::StateMachine" }),
      "resource type AWS::StepFunctions::StateMachine (stack Tiny-home, resource Machine)",
    ],
    [
      "a property",
      withProperty("Intake", "ReplicationConfiguration", {}),
      "property ReplicationConfiguration of AWS::S3::Bucket (stack Tiny-home, resource Intake)",
    ],
    [
      "a nested property",
      withProperty("KeepWork", "ScalingConfig", { MaximumConcurrency: 2, Minimum: 1 }),
      "property ScalingConfig.Minimum of AWS::Lambda::EventSourceMapping (stack Tiny-home, resource KeepWork)",
    ],
    [
      "a value",
      withProperty("Keep", "Runtime", "python3.13"),
      "value of property Runtime of AWS::Lambda::Function (stack Tiny-home, resource Keep)",
    ],
    [
      "an attribute",
      withProperty("Dead", "QueueName", { "Fn::GetAtt": ["Intake", "WebsiteURL"] }),
      "attribute WebsiteURL of AWS::S3::Bucket (stack Tiny-home, resource Intake)",
    ],
    ["a name", withProperty("Dead", "QueueName", { Ref: "Nothing" }), "Stack Tiny-home names Nothing"],
    [
      "a parameter's value",
      (home) => (home.Parameters = { IssuerUrl: { Type: "String" }, Other: { Type: "String" } }),
      "",
    ],
  ])("%s", (what, change, message) => {
    const changed = (home: TinyTemplate): void => {
      change(home);
      if (what === "a parameter's value") withProperty("Dead", "QueueName", { Ref: "Other" })(home);
    };
    expect(() => deploy(changed)).toThrow(TemplateError);
    expect(() => deploy(changed)).toThrow(message === "" ? "Parameter Other of stack Tiny-home has no value" : message);
  });

  test("a directory without a synthesized app", () => {
    expect(() => readCloudAssembly(directory)).toThrow(/manifest\.json/);
  });
});

describe("what the templates do not grant stops the host before it serves", () => {
  const start = (change: (home: TinyTemplate) => void) =>
    startHost({
      assembly: writeTinyApp(path.join(directory, "cdk.out"), change),
      home: path.join(directory, "home"),
      firstPort: 0,
      users: [],
      parameters: ({ issuer }) => ({ IssuerUrl: issuer }),
      redirectUris: ["http://127.0.0.1/"],
      log: () => {},
    });

  test("a queue that lets no rule in", async () => {
    await expect(start((home) => delete home.Resources["ArrivedPolicy"])).rejects.toThrow(
      /Rule of stack Tiny-home cannot deliver to .*tiny-arrived: .*sqs:SendMessage/,
    );
  });

  test("a function that lets no API in", async () => {
    await expect(start((home) => delete home.Resources["AnswerPermission"])).rejects.toThrow(
      /cannot reach its function: .*lambda:InvokeFunction/,
    );
  });

  test("a role that may not read the function's queue", async () => {
    await expect(start((home) => delete home.Resources["RolePolicy"])).rejects.toThrow(
      /lacks what Lambda does in its name.*sqs:ReceiveMessage/,
    );
  });
});
