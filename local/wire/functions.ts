import { availableParallelism } from "node:os";
import path from "node:path";
import type { Disk } from "../aws/disk.ts";
import { openAsynchronousQueue } from "../lambda/asynchronous-queue.ts";
import type { AsynchronousQueue, AsynchronousRules } from "../lambda/asynchronous-queue.ts";
import { crashOf } from "../faults/crash.ts";
import { createFunctionPool } from "../lambda/function-pool.ts";
import type { FunctionPool } from "../lambda/function-pool.ts";
import { LARGEST_ENVIRONMENT } from "../lambda/quotas.ts";
import type { Deployed } from "../template/deployed-app.ts";
import { eventInvokeConfigType, functionType } from "../template/resource-types/function.ts";
import { TemplateError } from "../template/template-error.ts";
import type { FunctionLogs } from "./function-log.ts";
import type { RegionContext } from "./region.ts";

const IDLE_MS = 5 * 60 * 1000;
const FEWEST_PROCESSES = 2;

type DeployedFunction = Deployed<(typeof functionType)["properties"]["_output"]>;

/** The functions of a region, by ARN; no process starts before the first use. */
export const createPools = (context: RegionContext, logs: FunctionLogs): Map<string, FunctionPool> =>
  new Map(
    context.app
      .all(functionType)
      .filter(({ region }) => region === context.region)
      .map((fn) => [
        fn.arn,
        createFunctionPool(
          {
            name: fn.name,
            arn: fn.arn,
            region: fn.region,
            codeDirectory: codeDirectory(context, fn),
            handler: fn.properties.Handler,
            memoryMegabytes: fn.properties.MemorySize,
            diskMegabytes: fn.properties.EphemeralStorage.Size,
            timeoutSeconds: fn.properties.Timeout,
            reservedConcurrency: fn.properties.ReservedConcurrentExecutions,
            environment: environmentOf(context, fn),
          },
          {
            hostLimit: Math.max(FEWEST_PROCESSES, availableParallelism()),
            idleMs: IDLE_MS,
            scratchDirectory: path.join(context.directory, "tmp"),
            writeLog: (text) => logs.write(fn.name, text),
            now: context.now,
            crash: () => crashOf(context.faults, { region: fn.region, service: "lambda", function: fn.name }),
          },
        ),
      ]),
  );

/** Durable asynchronous invocations of a region's functions; `deliver` takes what is given up to a queue or topic. */
export const createAsynchronous = (
  context: RegionContext,
  pools: ReadonlyMap<string, FunctionPool>,
  deliver: (targetArn: string, payload: string) => void,
  disk: Disk,
): AsynchronousQueue => {
  const functions = new Map(context.app.all(functionType).map((fn) => [fn.arn, fn]));
  const configurations = context.app.all(eventInvokeConfigType);
  return openAsynchronousQueue({
    directory: path.join(context.directory, "lambda"),
    disk,
    now: context.now,
    pools,
    report: context.report,
    rules: (functionArn): AsynchronousRules => {
      const fn = functions.get(functionArn);
      const configured = configurations.find(
        ({ properties }) => properties.FunctionName === functionArn || properties.FunctionName === fn?.name,
      )?.properties;
      return {
        maximumRetryAttempts: configured?.MaximumRetryAttempts ?? 2,
        maximumAgeSeconds: configured?.MaximumEventAgeInSeconds ?? 21_600,
        onGivenUp: (payload, account) => {
          const deadLetters = fn?.properties.DeadLetterConfig?.TargetArn;
          const destination = configured?.DestinationConfig?.OnFailure?.Destination;
          if (deadLetters !== undefined) deliver(deadLetters, payload);
          if (destination !== undefined) deliver(destination, account);
          if (deadLetters === undefined && destination === undefined)
            context.report(`${functionArn}: an asynchronous invocation was given up: ${account}`);
        },
      };
    },
  });
};

const codeDirectory = (context: RegionContext, fn: DeployedFunction): string => {
  const directory = context.app.assets.get(fn.properties.Code.S3Key);
  if (directory !== undefined) return directory;
  throw new TemplateError(
    `Function ${fn.logicalId} of stack ${fn.stack.name} has code that is not in the synthesized app: ${fn.properties.Code.S3Key}`,
  );
};

const environmentOf = (context: RegionContext, fn: DeployedFunction): Record<string, string> => {
  const principal = context.principals.ofFunction.get(fn.arn);
  if (principal === undefined)
    throw new TemplateError(`Function ${fn.logicalId} of stack ${fn.stack.name} has no role`);
  const { accessKeyId, secretAccessKey, sessionToken = "" } = principal.credentials;
  const variables = fn.properties.Environment?.Variables ?? {};
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > LARGEST_ENVIRONMENT)
    throw new TemplateError(
      `Function ${fn.logicalId} of stack ${fn.stack.name} has ${bytes} bytes of environment variables; Lambda takes ${LARGEST_ENVIRONMENT}`,
    );
  return {
    ...variables,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_ENDPOINT_URL: context.endpoints.services,
    AWS_ENDPOINT_URL_OPENSEARCH: context.endpoints.services,
  };
};
