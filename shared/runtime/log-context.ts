import type middy from "@middy/core";
import type { Logger } from "./logger.ts";

/** Every line a function logs carries the id of the invocation it belongs to. */
export const logsWithContext = (logger: Logger): middy.MiddlewareObj => ({
  before: (request: middy.Request) => logger.addContext(request.context),
});
