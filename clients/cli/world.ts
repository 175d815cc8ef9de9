import type { Language } from "../../shared/domain/sentence.ts";

/** A stream of text with what is known of the terminal behind it. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Everything outside the program that a command may use: each part can be replaced in a test. */
export type World = {
  /** Absolute path of the state folder (`LANTAI_HOME`). */
  readonly home: string;
  readonly workingFolder: string;
  /** `LANTAI_TOKEN`: an access token that the caller already has. */
  readonly token: string | undefined;
  /** From `LC_ALL`, `LC_MESSAGES`, `LANG`. */
  readonly language: Language;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends early, without an error, when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Aborts when the person wants to stop (Ctrl-C). */
  readonly signal: AbortSignal;
};

/** What commands end with; documented in `lantai --help`. */
export const exitCode = { done: 0, incomplete: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
