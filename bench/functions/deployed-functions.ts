import path from "node:path";
import { openAccessKeys } from "../../local/access/credentials.ts";
import type { FunctionDefinition } from "../../local/lambda/invocation.ts";
import { synthesize } from "../../local/synthesize.ts";
import { readCloudAssembly } from "../../local/template/cloud-assembly.ts";
import { deployApp } from "../../local/template/deployed-app.ts";
import { functionType } from "../../local/template/resource-types/function.ts";

const checkout = path.resolve(import.meta.dirname, "../..");

/** Every function of a deployment's first region as its template says it is; all AWS services are at `services`. */
export const deployedFunctions = async (
  home: string,
  deployment: string,
  services: string,
): Promise<FunctionDefinition[]> => {
  const app = deployApp({
    assembly: readCloudAssembly(await synthesize(checkout, home, deployment)),
    parameters: {},
    endpoints: () => ({ services, api: services }),
    accessKey: openAccessKeys(path.join(home, "access")).keyOf,
  });
  const [first] = app.regions;
  return app
    .all(functionType)
    .filter(({ region }) => region === first)
    .map(({ name, arn, region, properties }) => ({
      name,
      arn,
      region,
      codeDirectory: app.assets.get(properties.Code.S3Key) ?? "",
      handler: properties.Handler,
      memoryMegabytes: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      diskMegabytes: 512,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      environment: {
        ...properties.Environment?.Variables,
        AWS_ACCESS_KEY_ID: "AKIDBENCH",
        AWS_SECRET_ACCESS_KEY: "bench",
        AWS_ENDPOINT_URL: services,
        AWS_ENDPOINT_URL_OPENSEARCH: services,
      },
    }));
};
