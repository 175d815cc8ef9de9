import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startDynamoDbLocal } from "../../tests/support/dynamodb-local.ts";

export type Server = { readonly url: string; readonly pid: number; readonly close: () => Promise<void> };

/** The stand-in in a process of its own, with its data on disk as the host keeps it. */
export const startStandIn = async (): Promise<Server> => {
  const directory = await mkdtemp(join(tmpdir(), "lantai-bench-"));
  const program = join(import.meta.dirname, "serve-stand-in.ts");
  const child = spawn(process.execPath, [program, directory], { stdio: ["ignore", "pipe", "inherit"] });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const url = await new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
  if (child.pid === undefined) throw new Error("The stand-in did not start.");
  const close = async (): Promise<void> => {
    process.off("exit", end);
    if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
    await rm(directory, { recursive: true });
  };
  return { url, pid: child.pid, close };
};

/** DynamoDB Local as it comes: its data in memory, Java's own limits. */
export const startPeer = (java: string): Promise<Server> => startDynamoDbLocal(java);
