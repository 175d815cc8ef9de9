import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a program printed, and the processor seconds it and its children took. */
export type Timed = { readonly output: string; readonly cpuSeconds: number };

/** The last line of the shell's `times`: user and system time of its children. */
const childTimes = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/;

/**
 * Runs a program to its end on one thread.
 *
 * @throws Error with what it wrote on standard error, when it fails or takes longer than five minutes.
 */
export async function timedProgram(program: string, args: readonly string[]): Promise<Timed> {
  const { stdout, stderr } = await run("sh", ["-c", '"$@" && times >&2', "sh", program, ...args], {
    env: { ...process.env, OMP_THREAD_LIMIT: "1" },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 300_000,
  });
  const [, minutes, seconds, systemMinutes, systemSeconds] = childTimes.exec(stderr) ?? [];
  const cpuSeconds = 60 * (Number(minutes) + Number(systemMinutes)) + Number(seconds) + Number(systemSeconds);
  return { output: stdout, cpuSeconds };
}
