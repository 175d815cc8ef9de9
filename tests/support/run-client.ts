import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a client printed, and how it ended. `output` is both streams. */
export type ClientRun = { readonly code: number; readonly stdout: string; readonly output: string };

export type ClientHome = {
  /** An empty folder: the client's home, and where it works. */
  readonly path: string;
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<ClientRun>;
  remove(): void;
};

const DEADLINE_MS = 90_000;

/** A home of its own for a client that runs as a process, so that no configuration of this machine reaches it. */
export const openClientHome = (): ClientHome => {
  const path = mkdtempSync(join(tmpdir(), "lantai-client-"));
  const fixed = {
    PATH: process.env["PATH"] ?? "",
    HOME: path,
    LANG: "C.UTF-8",
    NO_PROXY: "127.0.0.1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    RCLONE_CONFIG: join(path, "rclone.conf"),
  };
  return {
    path,
    run: (program, args, env = {}) =>
      new Promise((resolve) => {
        const options = { cwd: path, env: { ...fixed, ...env }, timeout: DEADLINE_MS, maxBuffer: 64 * 1024 ** 2 };
        execFile(program, args, options, (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
          resolve({ code, stdout, output: `${stdout}\n${stderr}` });
        });
      }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
};
