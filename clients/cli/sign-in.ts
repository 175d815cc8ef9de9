import * as z from "zod";
import { CliFailure, reasonOf } from "./cli-failure.ts";
import type { Endpoints } from "./endpoints.ts";
import { exitCode } from "./world.ts";

const tokenAnswer = z.object({ access_token: z.string().min(1) });

/**
 * An access token for a user of the one-machine service, whose issuer believes whoever reaches it.
 *
 * @throws CliFailure (usage) when it knows no such user, (unreachable) when it does not answer.
 */
export const localToken = async ({ issuer }: Pick<Endpoints, "issuer">, username: string): Promise<string> => {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/local/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username }),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    throw new CliFailure(exitCode.unreachable, "serviceUnreachable", { url: issuer, reason: reasonOf(error) });
  });
  if (response.status === 404) throw new CliFailure(exitCode.usage, "userUnknown", { username });
  const text = await response.text();
  try {
    return tokenAnswer.parse(JSON.parse(text)).access_token;
  } catch {
    throw new CliFailure(exitCode.unreachable, "answerUnreadable", { url: response.url });
  }
};
