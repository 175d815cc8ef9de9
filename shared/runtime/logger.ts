import { Logger } from "@aws-lambda-powertools/logger";

/** One logger for each function. Never give it page text, names or ID numbers. */
export const loggerFor = (functionName: string): Logger => new Logger({ serviceName: functionName });
export type { Logger };
