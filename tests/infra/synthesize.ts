import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import { buildApp } from "../../infra/build-app.ts";
import type { Deployment } from "../../infra/deployment.ts";
import { chinaDeployment } from "../../infra/deployments/china.ts";
import { globalDeployment } from "../../infra/deployments/global.ts";

export const deployments: readonly Deployment[] = [chinaDeployment, globalDeployment];

export type Properties = Record<string, unknown>;
export type Resource = {
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
};

export type Synthesized = {
  readonly deployment: Deployment;
  readonly texts: ReadonlyMap<string, string>;
  readonly outputs: (region: string) => Record<string, { Value: unknown }>;
  readonly parameters: (region: string) => Record<string, { Default?: unknown }>;
  readonly all: (type: string, region?: string) => Resource[];
};

type Template = {
  Resources: Record<string, { Type: string; Properties?: Properties; DeletionPolicy?: string }>;
  Outputs?: Record<string, { Value: unknown }>;
  Parameters?: Record<string, { Default?: unknown }>;
};

/** Synthesizes a deployment into a folder of its own, with a stub in place of each function's package, and lets it be read. */
export const withAssembly = <T>(deployment: Deployment, read: (assembly: CloudAssembly) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), "lantai-infra-"));
  try {
    const stub = join(folder, "stub");
    mkdirSync(stub);
    writeFileSync(join(stub, "index.mjs"), "export const handler = async () => {};\n");
    return read(buildApp({ deployment, packageDirectory: () => stub, outdir: join(folder, "out") }).synth());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The templates of a deployment. */
export const synthesize = (deployment: Deployment): Synthesized =>
  withAssembly(deployment, (assembly) => {
    const stacks = assembly.stacks.map((stack) => ({
      name: stack.stackName,
      region: stack.environment.region,
      template: stack.template as Template,
    }));
    const gather = <T>(region: string, part: (template: Template) => Record<string, T> | undefined) =>
      Object.assign({}, ...stacks.filter((s) => s.region === region).map((s) => part(s.template))) as Record<string, T>;
    return {
      deployment,
      texts: new Map(stacks.map(({ name, template }) => [name, JSON.stringify(template)])),
      outputs: (region) => gather(region, (template) => template.Outputs),
      parameters: (region) => gather(region, (template) => template.Parameters),
      all: (type, region) =>
        stacks
          .filter((stack) => region === undefined || stack.region === region)
          .flatMap(({ name, region: at, template }) =>
            Object.entries(template.Resources)
              .filter(([, resource]) => resource.Type === type)
              .map(([logicalId, resource]) => ({
                stack: name,
                region: at,
                logicalId,
                type,
                properties: resource.Properties ?? {},
                deletionPolicy: resource.DeletionPolicy,
              })),
          ),
    };
  });

/** What CloudFormation would make of a value, with a readable stand-in for everything only AWS knows. */
export const resolved = (value: unknown, region = "cn-north-1"): unknown => {
  if (Array.isArray(value)) return value.map((one) => resolved(one, region));
  if (value === null || typeof value !== "object") return value;
  const entries: [string, unknown][] = Object.entries(value);
  const [key, argument] = entries[0] ?? ["", undefined];
  if (entries.length === 1) {
    if (key === "Ref" && argument === "AWS::AccountId") return "000000000000";
    if (key === "Ref" && argument === "AWS::Region") return region;
    if (key === "Ref" && argument === "AWS::Partition") return "partition";
    if (key === "Ref" && argument === "AWS::URLSuffix") return "suffix";
    if (key === "Ref" || key === "Fn::ImportValue" || key === "Fn::GetAtt") {
      // Exports carry the logical id and attribute of what they name, so that both sides read alike.
      const name = Array.isArray(argument) ? argument.join("-") : String(argument);
      return name.replace(/^.*:ExportsOutput(Ref|FnGetAtt)/, "").replace(/[^\w-]/g, "");
    }
    if (key === "Fn::Join") {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => resolved(part, region)).join(separator);
    }
  }
  return Object.fromEntries(entries.map(([name, inner]) => [name, resolved(inner, region)]));
};

export type Statement = {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: unknown;
};

export const statementsOf = (resource: Resource): Statement[] =>
  ((resource.properties["PolicyDocument"] as { Statement?: Statement[] } | undefined)?.Statement ?? []).map(
    (statement) => statement,
  );

/** One or many, as policies write it. */
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
