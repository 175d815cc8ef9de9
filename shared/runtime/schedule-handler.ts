import middy from "@middy/core";
import type { FunctionName } from "../contract/env.ts";
import { readEnvironment, type FunctionEnvironment } from "./environment.ts";
import { logsWithContext } from "./log-context.ts";
import { loggerFor } from "./logger.ts";

/** Work on a schedule. `run` returns the figures worth a line in the log. */
export const scheduleHandler = <N extends FunctionName>(
  name: N,
  build: (environment: FunctionEnvironment<N>) => () => Promise<Record<string, number>>,
) => {
  const logger = loggerFor(name);
  let work: ReturnType<typeof build> | undefined;
  return middy<unknown, Record<string, number>>()
    .use(logsWithContext(logger))
    .handler(async () => {
      work ??= build(readEnvironment(name));
      const figures = await work();
      logger.info("done", figures);
      return figures;
    });
};
