import { readFile } from "node:fs/promises";
import * as z from "zod";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

const refusal = z.object({ detail: z.string() });

/** Asks the one-machine service about its plan of faults. @returns what it answers. */
const askPlan = async ({ world }: Session, method: "POST" | "GET" | "DELETE", body?: string): Promise<unknown> => {
  const { portal } = await readEndpoints(world.home);
  const url = `${portal.replace(/\/$/, "")}/local/faults`;
  const init = { method, signal: AbortSignal.timeout(10_000), ...(body === undefined ? {} : { body }) };
  const response = await fetch(url, init).catch((error: unknown) => {
    throw new CliFailure(exitCode.unreachable, "serviceUnreachable", { url, reason: reasonOf(error) });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const told = refusal.safeParse(answer);
  const reason = told.success ? oneLine(told.data.detail) : String(response.status);
  throw new CliFailure(exitCode.usage, "faultPlanRefused", { reason });
};

/** From now on goes wrong what the plan in a file says. */
export const setFaults = async (session: Session, file: string): Promise<ExitCode> => {
  const plan = await readFile(file, "utf8").catch((error: unknown) => {
    throw new CliFailure(exitCode.usage, "faultPlanUnreadable", { path: file, reason: reasonOf(error) });
  });
  await askPlan(session, "POST", plan);
  session.print(session.say("faultsAreSet", { log: "faults.log" }));
  return exitCode.done;
};

export const showFaults = async (session: Session): Promise<ExitCode> => {
  const { plan } = z.object({ plan: z.unknown() }).parse(await askPlan(session, "GET"));
  session.print(plan === null ? session.say("faultsAreNone") : JSON.stringify(plan, undefined, 2));
  return exitCode.done;
};

export const clearFaults = async (session: Session): Promise<ExitCode> => {
  await askPlan(session, "DELETE");
  session.print(session.say("faultsAreCleared"));
  return exitCode.done;
};
