import { createAuthorizeService } from "../../local/access/authorization.ts";
import { readPrincipals } from "../../local/access/principals.ts";
import { readResourcePolicies } from "../../local/access/resource-policies.ts";
import { readCloudAssembly } from "../../local/template/cloud-assembly.ts";
import { deployApp, type DeployedApp } from "../../local/template/deployed-app.ts";
import { functionType } from "../../local/template/resource-types/function.ts";
import type { RegionContext } from "../../local/wire/region.ts";
import { chinaDeployment } from "../../infra/deployments/china.ts";
import { functionEnv, type FunctionName } from "../../shared/contract/env.ts";
import type { FunctionEnvironment } from "../../shared/runtime/environment.ts";
import { withAssembly } from "../infra/synthesize.ts";

/** The synthesized app, as the one-machine host would stand it up, but for ports. */
export type SimulatedApp = Pick<RegionContext, "authorizeService" | "principals"> & { readonly app: DeployedApp };

export const synthesizeApp = (): SimulatedApp => {
  const assembly = withAssembly(chinaDeployment, ({ directory }) => readCloudAssembly(directory));
  const deployed = deployApp({
    assembly,
    parameters: {},
    endpoints: (region) => ({ services: `https://${region}.simulated`, api: `https://api.${region}.simulated` }),
    accessKey: (name) => ({ accessKeyId: name, secretAccessKey: "secret" }),
  });
  const app = parsedOnce(deployed);
  return { app, principals: readPrincipals(app), authorizeService: createAuthorizeService(readResourcePolicies(app)) };
};

/** Many schedules ask the same app for the same resources. */
const parsedOnce = (app: DeployedApp): DeployedApp => {
  const known = new Map<unknown, unknown>();
  const all: DeployedApp["all"] = (type) => {
    const found =
      (known.get(type) as ReturnType<typeof app.all<(typeof type)["properties"]>> | undefined) ?? app.all(type);
    known.set(type, found);
    return found;
  };
  return { ...app, all };
};

const environments = new WeakMap<SimulatedApp["app"], Map<string, unknown>>();

/** The function an ARN or physical name means: `lantai-intake-receive-object` is `intake/receive-object`. */
export const functionNamed = (nameOrArn: string): FunctionName => {
  const names = Object.keys(functionEnv) as FunctionName[];
  const found = names.find((name) => nameOrArn.split(":").at(-1) === `lantai-${name.replace("/", "-")}`);
  if (found === undefined) throw new Error(`no function of the contract is called ${nameOrArn}`);
  return found;
};

/** A function's environment in a region, from the template, parsed as the function parses it. */
export const environmentOf = <N extends FunctionName>(
  { app }: Pick<SimulatedApp, "app">,
  region: string,
  name: N,
): FunctionEnvironment<N> => {
  const known = environments.get(app) ?? new Map<string, unknown>();
  environments.set(app, known);
  const place = `${region} ${name}`;
  if (!known.has(place)) {
    const deployed = app.all(functionType).find((fn) => fn.region === region && functionNamed(fn.name) === name);
    const variables = { ...deployed?.properties.Environment?.Variables, AWS_REGION: region };
    known.set(place, functionEnv[name].parse(variables));
  }
  return known.get(place) as FunctionEnvironment<N>;
};
