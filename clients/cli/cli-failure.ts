import type { Facts } from "../../shared/domain/sentence.ts";
import type { MessageName } from "./messages.ts";
import type { ExitCode } from "./world.ts";

/** Ends a command: what the person reads, and the exit code. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly messageName: MessageName;
  readonly facts: Facts;

  constructor(exitCode: ExitCode, messageName: MessageName, facts: Facts = {}) {
    super(messageName);
    this.name = "CliFailure";
    this.exitCode = exitCode;
    this.messageName = messageName;
    this.facts = facts;
  }
}

/** What an unknown error says of itself. `fetch` hides the reason in the cause. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) {
    const first: unknown = cause.errors[0];
    return first instanceof Error ? first.message : error.message;
  }
  return cause instanceof Error ? cause.message : error.message;
};
