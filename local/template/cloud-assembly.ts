import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { TemplateError } from "./template-error.ts";

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Metadata: z.unknown().optional(),
  DeletionPolicy: z.unknown().optional(),
  UpdateReplacePolicy: z.unknown().optional(),
  UpdatePolicy: z.unknown().optional(),
  CreationPolicy: z.unknown().optional(),
});

const template = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Rules: z.unknown().optional(),
  Resources: z.record(z.string(), resource).default({}),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});

const manifest = z.looseObject({
  artifacts: z
    .record(
      z.string(),
      z.looseObject({
        type: z.string(),
        environment: z.string().optional(),
        properties: z.record(z.string(), z.unknown()).default({}),
        dependencies: z.array(z.string()).default([]),
      }),
    )
    .default({}),
});

const assetManifest = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export type Template = z.infer<typeof template>;
export type TemplateResource = z.infer<typeof resource>;

export type Stack = {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
};

export type CloudAssembly = {
  /** In deployment order: a stack comes after those it depends on. */
  readonly stacks: readonly Stack[];
  /** Where an asset's files lie, by the object key the templates name it with. */
  readonly assets: ReadonlyMap<string, string>;
};

/** The account the host gives to stacks that were synthesized for no particular one. */
const ACCOUNT_OF_NOBODY = "000000000000";

/**
 * Reads a synthesized CDK app (`cdk.out`), nested stages included.
 *
 * @throws TemplateError when a file is missing, is not JSON, or holds a section the host does not know.
 * Source: AWS CDK, cloud assembly specification (aws-cdk design/cloud-assembly.md).
 */
export const readCloudAssembly = (directory: string): CloudAssembly => {
  const artifacts = readJson(path.join(directory, "manifest.json"), manifest).artifacts;
  const found = new Map<string, { stack: Stack; dependencies: readonly string[] }>();
  const assets = new Map<string, string>();
  const nested: CloudAssembly[] = [];
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === "aws:cloudformation:stack") {
      const properties = z.looseObject({ templateFile: z.string(), stackName: z.string().optional() });
      const { templateFile, stackName } = properties.parse(artifact.properties);
      const stack = {
        id,
        name: stackName ?? id,
        ...readEnvironment(id, artifact.environment),
        template: readJson(path.join(directory, templateFile), template),
      };
      found.set(id, { stack, dependencies: artifact.dependencies });
    } else if (artifact.type === "cdk:asset-manifest") {
      const { file } = z.looseObject({ file: z.string() }).parse(artifact.properties);
      for (const [key, place] of readAssets(directory, file)) assets.set(key, place);
    } else if (artifact.type === "cdk:cloud-assembly") {
      const { directoryName } = z.looseObject({ directoryName: z.string() }).parse(artifact.properties);
      nested.push(readCloudAssembly(path.join(directory, directoryName)));
    }
  }
  return {
    stacks: [...inDeploymentOrder(found), ...nested.flatMap((assembly) => assembly.stacks)],
    assets: new Map([...assets, ...nested.flatMap((assembly) => [...assembly.assets])]),
  };
};

const readJson = <Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new TemplateError(`The synthesized app cannot be read: ${file}`, { cause });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new TemplateError(
    `Lantai's one-machine host does not know the form of ${file}: ${z.prettifyError(parsed.error)}`,
  );
};

const readEnvironment = (id: string, environment: string | undefined): { account: string; region: string } => {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? "") ?? [];
  if (account === undefined || region === undefined || region === "unknown-region")
    throw new TemplateError(`Stack ${id} names no region; every stack of Lantai is synthesized for one`);
  return { account: account === "unknown-account" ? ACCOUNT_OF_NOBODY : account, region };
};

const readAssets = (directory: string, file: string): [string, string][] =>
  Object.values(readJson(path.join(directory, file), assetManifest).files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, string] => [
      objectKey,
      path.resolve(directory, source.path ?? "."),
    ]),
  );

const inDeploymentOrder = (found: ReadonlyMap<string, { stack: Stack; dependencies: readonly string[] }>): Stack[] => {
  const order: Stack[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const entry = found.get(id);
    if (entry === undefined || seen.has(id)) return;
    seen.add(id);
    entry.dependencies.forEach(visit);
    order.push(entry.stack);
  };
  [...found.keys()].forEach(visit);
  return order;
};
