import type { Command } from "commander";
import type { Session } from "./session.ts";
import type { ExitCode } from "./world.ts";

/** Adds a command with what it is about and how it may be typed, each example without `lantai`. */
export type AddCommand = (name: string, about: string, ...examples: string[]) => Command;

/** Does the command that was asked for. */
export type Run = (command: (session: Session) => Promise<ExitCode>) => Promise<void>;
