import * as z from "zod";
import type { CloudAssembly, Stack } from "./cloud-assembly.ts";
import { evaluateCondition, NO_VALUE, resolve } from "./intrinsics.ts";
import type { Scope } from "./intrinsics.ts";
import { knownResourceTypes } from "./known-resource-types.ts";
import { regionFacts } from "./region-facts.ts";
import type { Place, RegionEndpoints, ResourceType } from "./resource-type.ts";
import { TemplateError } from "./template-error.ts";

/** One resource as it would exist in AWS: named, with every property resolved and known. */
export type Deployed<Properties> = {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly region: string;
  readonly name: string;
  /** What `Ref` gives; other resources name it so. */
  readonly ref: string;
  /** The `Arn` attribute, or "" for a type that has none. */
  readonly arn: string;
  /** What `Fn::GetAtt` answers; "" for an attribute the type does not have. */
  readonly attribute: (name: string) => string;
  readonly properties: Properties;
};

export type DeployedApp = {
  readonly regions: readonly string[];
  readonly accountId: string;
  readonly assets: ReadonlyMap<string, string>;
  /** All resources of a type in all stacks, in deployment order. */
  readonly all: <Schema extends z.ZodType>(type: ResourceType<Schema>) => Deployed<z.output<Schema>>[];
  /** A stack output's value, by region and output key; `undefined` when no stack of the region has it. */
  readonly output: (region: string, key: string) => string | undefined;
};

export type Deployment = {
  readonly assembly: CloudAssembly;
  /** Values for template parameters; one that has neither a value here nor a default stops the host. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly endpoints: (region: string) => RegionEndpoints;
  /** The key pair of an `AWS::IAM::AccessKey`, by a name that is stable across restarts. */
  readonly accessKey: (stableName: string) => { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/**
 * The app as it stands on this machine. Every resource of every stack is checked here, whether or not it is used.
 *
 * @throws TemplateError naming stack, logical id, type and property of the first thing the host does not know.
 */
export const deployApp = (deployment: Deployment): DeployedApp => {
  const { stacks, assets } = deployment.assembly;

  const scopeOf = (stack: Stack): Scope => {
    const { partition, urlSuffix } = regionFacts(stack.region);
    const pseudo = new Map<string, unknown>([
      ["AWS::AccountId", stack.account],
      ["AWS::NoValue", NO_VALUE],
      ["AWS::NotificationARNs", []],
      ["AWS::Partition", partition],
      ["AWS::Region", stack.region],
      ["AWS::StackId", `arn:${partition}:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`],
      ["AWS::StackName", stack.name],
      ["AWS::URLSuffix", urlSuffix],
    ]);
    const scope: Scope = {
      place: `stack ${stack.name}`,
      ref: (name) => {
        if (pseudo.has(name)) return pseudo.get(name);
        const parameter = stack.template.Parameters[name];
        if (parameter !== undefined) return parameterValue(stack, name, parameter.Default, deployment.parameters);
        const { known, place } = identify(stack, name);
        return known.ref(place, physicalName(stack, known, place, scope));
      },
      attribute: (logicalId, attribute) => {
        const { known, place } = identify(stack, logicalId);
        const answer = known.attributes[attribute];
        if (answer === undefined)
          throw new TemplateError(
            `Lantai's one-machine host does not know attribute ${attribute} of ${known.type} (stack ${stack.name}, resource ${logicalId})`,
          );
        return answer(place, physicalName(stack, known, place, scope));
      },
      condition: (name) => {
        const definition = stack.template.Conditions[name];
        if (definition === undefined) throw new TemplateError(`Stack ${stack.name} has no condition ${name}`);
        return evaluateCondition(definition, scope);
      },
      mapping: (map, top, second) => {
        const value = stack.template.Mappings[map]?.[top]?.[second];
        if (value === undefined)
          throw new TemplateError(`Stack ${stack.name} has no mapping ${map} / ${top} / ${second}`);
        return value;
      },
      importValue: (name) => {
        const value = exports.get(`${stack.region}/${name}`);
        if (value === undefined)
          throw new TemplateError(`Stack ${stack.name} imports ${name}, which no stack of ${stack.region} exports`);
        return value();
      },
      availabilityZones: (region) => ["a", "b", "c"].map((zone) => `${region === "" ? stack.region : region}${zone}`),
    };
    return scope;
  };

  const identify = (stack: Stack, logicalId: string): { known: ResourceType<z.ZodType>; place: Place } => {
    const resource = stack.template.Resources[logicalId];
    if (resource === undefined)
      throw new TemplateError(`Stack ${stack.name} names ${logicalId}, which it does not have`);
    return { known: knownType(stack, logicalId, resource.Type), place: placeOf(stack, logicalId) };
  };

  const placeOf = (stack: Stack, logicalId: string): Place => ({
    stackName: stack.name,
    logicalId,
    region: stack.region,
    account: stack.account,
    ...regionFacts(stack.region),
    endpoints: deployment.endpoints(stack.region),
    accessKey: () => deployment.accessKey(`${stack.account}/${stack.region}/${stack.name}/${logicalId}`),
  });

  const physicalName = (stack: Stack, known: ResourceType<z.ZodType>, place: Place, scope: Scope): string => {
    const given =
      known.nameProperty === undefined
        ? undefined
        : resolve(stack.template.Resources[place.logicalId]?.Properties[known.nameProperty], scope);
    return typeof given === "string" ? given : known.defaultName(place);
  };

  const exports = exportedValues(stacks, scopeOf);
  const deployed = stacks.flatMap((stack) => {
    const scope = scopeOf(stack);
    return Object.entries(stack.template.Resources)
      .filter(([, resource]) => resource.Condition === undefined || scope.condition(resource.Condition) === true)
      .map(([logicalId, { Type, Properties }]) => {
        const known = knownType(stack, logicalId, Type);
        const place = placeOf(stack, logicalId);
        const name = physicalName(stack, known, place, scope);
        const resource: Deployed<unknown> = {
          stack,
          logicalId,
          region: stack.region,
          name,
          ref: known.ref(place, name),
          arn: known.attributes["Arn"]?.(place, name) ?? "",
          attribute: (attribute) => known.attributes[attribute]?.(place, name) ?? "",
          properties: knownProperties(stack, logicalId, known, resolve(Properties, scope)),
        };
        return { known, resource };
      });
  });

  return {
    regions: [...new Set(stacks.map((stack) => stack.region))],
    accountId: stacks[0]?.account ?? "",
    assets,
    all: (type) =>
      deployed
        .filter(({ known }) => known.type === type.type)
        .map(({ resource }) => ({ ...resource, properties: type.properties.parse(resource.properties) })),
    output: (region, key) => {
      for (const stack of stacks.filter((candidate) => candidate.region === region)) {
        const output = stack.template.Outputs[key];
        if (output !== undefined) return z.string().parse(resolve(output.Value, scopeOf(stack)));
      }
      return undefined;
    },
  };
};

const exportedValues = (stacks: readonly Stack[], scopeOf: (stack: Stack) => Scope): Map<string, () => unknown> => {
  const exports = new Map<string, () => unknown>();
  for (const stack of stacks)
    for (const { Value, Export } of Object.values(stack.template.Outputs)) {
      if (Export === undefined) continue;
      const name = z.string().parse(resolve(Export.Name, scopeOf(stack)));
      exports.set(`${stack.region}/${name}`, () => resolve(Value, scopeOf(stack)));
    }
  return exports;
};

const parameterValue = (
  stack: Stack,
  name: string,
  byDefault: unknown,
  given: Readonly<Record<string, string>>,
): unknown => {
  const value = given[name] ?? byDefault;
  if (value === undefined) throw new TemplateError(`Parameter ${name} of stack ${stack.name} has no value`);
  return value;
};

const knownType = (stack: Stack, logicalId: string, type: string): ResourceType<z.ZodType> => {
  const known = knownResourceTypes.get(type);
  if (known !== undefined) return known;
  throw new TemplateError(
    `Lantai's one-machine host does not know the resource type ${type} (stack ${stack.name}, resource ${logicalId})`,
  );
};

const knownProperties = (
  stack: Stack,
  logicalId: string,
  known: ResourceType<z.ZodType>,
  properties: unknown,
): unknown => {
  const parsed = known.properties.safeParse(properties);
  if (parsed.success) return properties;
  const issue = parsed.error.issues[0];
  const path =
    issue === undefined ? [] : [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])];
  const where = `property ${path.join(".")} of ${known.type} (stack ${stack.name}, resource ${logicalId})`;
  throw new TemplateError(
    issue?.code === "unrecognized_keys"
      ? `Lantai's one-machine host does not know ${where}`
      : `Lantai's one-machine host does not know the value of ${where}: ${issue?.message ?? ""}`,
  );
};
