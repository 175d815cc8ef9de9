import { Command, CommanderError } from "commander";
import { languages } from "../../shared/domain/sentence.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { ApiProblem } from "./api-client.ts";
import { CliFailure, reasonOf } from "./cli-failure.ts";
import { buildProgram } from "./program.ts";
import { sayIn } from "./messages.ts";
import { startSession } from "./session.ts";
import type { Session } from "./session.ts";
import { exitCode } from "./world.ts";
import type { ExitCode, World } from "./world.ts";

/** `--lang` decides before anything is parsed, because the help is written in that language too. */
const languageOf = (argv: readonly string[], fallback: Language): Language => {
  const at = argv.indexOf("--lang");
  const wanted = at === -1 ? argv.find((word) => word.startsWith("--lang="))?.slice("--lang=".length) : argv[at + 1];
  return languages.find((language) => language === wanted) ?? fallback;
};

/** What a failure is to the person, and to the shell. */
const reportFailure = (error: unknown, { world, say, tell }: Session): ExitCode => {
  // After Ctrl-C every question in the air fails; that is no news.
  if (world.signal.aborted) {
    tell(say("interrupted"));
    return exitCode.incomplete;
  }
  if (error instanceof CliFailure) {
    tell(say(error.messageName, error.facts));
    return error.exitCode;
  }
  if (error instanceof ApiProblem) {
    tell(say("answerRefused", { status: error.status, detail: error.message }));
    return error.status >= 500 ? exitCode.unreachable : exitCode.incomplete;
  }
  tell(say("unexpected", { reason: reasonOf(error) }));
  return exitCode.incomplete;
};

/** Runs one command line and gives its exit code. @param argv without the program's own name */
export const runCli = async (argv: readonly string[], world: World): Promise<ExitCode> => {
  const language = languageOf(argv, world.language);
  const session = startSession(world, language);
  let ended: ExitCode = exitCode.done;
  const program = buildProgram(new Command("lantai"), sayIn(language), world, async (command) => {
    ended = await command(session);
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return ended;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    return reportFailure(error, session);
  }
};
