import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { FunctionDefinition } from "../../local/lambda/invocation.ts";

/**
 * Nothing to do, whoever is asked: a queue's worker and a stream's reader get no record, a route is asked by nobody who
 * signed in. What works by the clock makes its first call, which is refused.
 */
const nothing = {
  Records: [],
  version: "2.0",
  rawPath: "/",
  headers: {},
  requestContext: { http: { method: "GET", path: "/" } },
};

/** The least that runs a handler: what the one-machine host adds to each start would hide what differs between functions. */
const runner = `
const [, , module, event] = process.argv;
const { handler } = await import(module);
const context = { awsRequestId: "bench", functionName: "bench", invokedFunctionArn: "bench", getRemainingTimeInMillis: () => 9000 };
await Promise.resolve(handler(JSON.parse(event), context)).catch(() => undefined);
process.send("answered");
`;

/** Milliseconds from the start of a new process to its first answer, whichever that is; one that ends without is an error. */
export const firstAnswer = async (definition: FunctionDefinition, scratch: string): Promise<number> => {
  await mkdir(scratch, { recursive: true });
  const file = path.join(scratch, "runner.mjs");
  await writeFile(file, runner);
  const module = pathToFileURL(path.join(definition.codeDirectory, "index.mjs")).href;
  const started = performance.now();
  const child = spawn(process.execPath, [file, module, JSON.stringify(nothing)], {
    env: { ...definition.environment, AWS_REGION: definition.region, TMPDIR: scratch, HOME: scratch },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ended = once(child, "exit");
  const answered = await Promise.race([once(child, "message").then(() => true), ended.then(() => false)]);
  const milliseconds = performance.now() - started;
  child.kill("SIGKILL");
  await ended;
  if (!answered) throw new Error(`${definition.name} ended without an answer`);
  return milliseconds;
};
