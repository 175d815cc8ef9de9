import { CliFailure, reasonOf } from "../cli-failure.ts";
import { findRegion, readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

/** Cuts a region of the one-machine service off from everything, or heals it, and says what that means. */
export const changeRegion = async (session: Session, change: "cut" | "heal", name: string): Promise<ExitCode> => {
  const { world, say, print } = session;
  const endpoints = await readEndpoints(world.home);
  const { name: region } = findRegion(endpoints, name);
  const url = `${endpoints.portal.replace(/\/$/, "")}/local/regions/${region}/${change}`;
  const response = await fetch(url, { method: "POST", signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
    throw new CliFailure(exitCode.unreachable, "serviceUnreachable", { url, reason: reasonOf(error) });
  });
  if (!response.ok) {
    const reason = oneLine((await response.text()).slice(0, 200));
    throw new CliFailure(exitCode.incomplete, "regionChangeRefused", { status: response.status, reason });
  }
  print(say(change === "cut" ? "regionIsCut" : "regionIsHealed", { region }));
  return exitCode.done;
};
