import { readEndpoints, regionsAskedFor } from "../endpoints.ts";
import { openOperatorApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

/** Shows how far each region is with reading its holdings again, after beginning a new pass if that is asked for. */
export const showRecheck = async (session: Session, region: string | undefined, start: boolean): Promise<ExitCode> => {
  const { world, say, print } = session;
  const endpoints = await readEndpoints(world.home);
  for (const name of regionsAskedFor(endpoints, region)) {
    const api = openOperatorApi(session, endpoints, name);
    const { pass } = start ? await api.startRecheck() : await api.getRecheck();
    if (pass === undefined) {
      print(say("recheckNever", { region: name }));
      continue;
    }
    const { startedAt, pages, endedAt } = pass;
    if (endedAt === undefined) print(say("recheckUnderWay", { region: name, startedAt, pages }));
    else print(say("recheckEnded", { region: name, startedAt, endedAt, pages }));
  }
  return exitCode.done;
};
