import { startEnvironment } from "../../local/lambda/execution-environment.ts";
import type { FunctionDefinition } from "../../local/lambda/invocation.ts";

/**
 * Nothing to do, whoever is asked: a queue's worker and a stream's reader get no record, a route is asked by nobody who
 * signed in. What works by the clock makes its first call, which is refused.
 */
const nothing = JSON.stringify({
  Records: [],
  version: "2.0",
  rawPath: "/",
  headers: {},
  requestContext: { http: { method: "GET", path: "/" } },
});

/** Milliseconds from the start of a new process to its first answer, whichever that is; a crash is an error. */
export const firstAnswer = async (definition: FunctionDefinition, scratchDirectory: string): Promise<number> => {
  const started = performance.now();
  const environment = startEnvironment(definition, { scratchDirectory, writeLog: () => undefined, now: Date.now });
  try {
    const answer = await environment.invoke(nothing);
    const milliseconds = performance.now() - started;
    if (!answer.ok && /^(Runtime|Sandbox)\./.test(answer.error.errorType))
      throw new Error(`${definition.name}: ${answer.error.errorMessage}`);
    return milliseconds;
  } finally {
    await environment.stop();
  }
};
