import { readEndpoints } from "../endpoints.ts";
import type { Session } from "../session.ts";
import { localToken } from "../sign-in.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

/** Prints an access token and nothing else, so that it can stand in `$(…)`. */
export const printToken = async ({ world, print }: Session, username: string): Promise<ExitCode> => {
  print(await localToken(await readEndpoints(world.home), username));
  return exitCode.done;
};
