import type { QueueName } from "../../../shared/contract/names.ts";
import { readEndpoints, regionsAskedFor } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openOperatorApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

/** Shows what was given up and why. Incomplete while anything is. */
export const showParked = async (session: Session, region: string | undefined, json: boolean): Promise<ExitCode> => {
  const { world, say, print } = session;
  const endpoints = await readEndpoints(world.home);
  const answers = await Promise.all(
    regionsAskedFor(endpoints, region).map((name) => openOperatorApi(session, endpoints, name).listParked()),
  );
  const anything = answers.some(({ queues }) => queues.some(({ parked }) => parked > 0));
  if (json) print(JSON.stringify(answers, undefined, 2));
  else {
    for (const answer of answers) {
      const full = answer.queues.filter(({ parked }) => parked > 0);
      if (full.length === 0) print(say("parkedNone", { region: answer.region }));
      for (const { queue, parked, messages } of full) {
        print(say("parkedQueue", { region: answer.region, queue, count: parked }));
        for (const { about, reason, since } of messages) {
          print(`  ${since}  ${about === "" ? say("parkedSubjectUnknown") : oneLine(about)}`);
          print(`    ${reason === "" ? say("parkedWithoutReason") : oneLine(reason)}`);
        }
      }
    }
    if (anything) print(say("parkedHowToRedrive"));
  }
  return anything ? exitCode.incomplete : exitCode.done;
};

/** Puts what was given up back to work. */
export const redriveParked = async (
  session: Session,
  region: string | undefined,
  queue: QueueName | undefined,
): Promise<ExitCode> => {
  const { world, say, print } = session;
  const endpoints = await readEndpoints(world.home);
  for (const name of regionsAskedFor(endpoints, region)) {
    const { queues } = await openOperatorApi(session, endpoints, name).redriveParked(queue);
    const moved = queues.filter(({ redriven }) => redriven > 0);
    if (moved.length === 0) print(say("parkedNone", { region: name }));
    for (const one of moved) print(say("redriven", { region: name, queue: one.queue, count: one.redriven }));
  }
  return exitCode.done;
};
