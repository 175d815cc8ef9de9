import type * as z from "zod";
import { attemptsEnv, functionEnv, type FunctionName } from "../contract/env.ts";

type Environments = { [N in FunctionName]: z.output<(typeof functionEnv)[N]> };
export type FunctionEnvironment<N extends FunctionName> = Environments[N];

const parsedFor = <T extends z.ZodType>(name: FunctionName, schema: T): z.output<T> => {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`environment of ${name}: ${wrong.join("; ")}`);
};

const schemas: { [N in FunctionName]: z.ZodType<Environments[N]> } = functionEnv;

/**
 * The parsed environment of a function.
 * @throws Error naming the function and each variable that is missing or wrong.
 */
export const readEnvironment = <N extends FunctionName>(name: N): FunctionEnvironment<N> =>
  parsedFor(name, schemas[name]);

/**
 * What a function behind a route with sign-in has beside its own variables.
 * @throws Error naming the function and each variable that is missing or wrong.
 */
export const readAttemptsEnvironment = (name: FunctionName): z.output<typeof attemptsEnv> =>
  parsedFor(name, attemptsEnv);
