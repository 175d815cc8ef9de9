import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";

const checkout = path.resolve(import.meta.dirname, "..", "..");

const endpoints = z.object({
  portal: z.url(),
  issuer: z.url(),
  regions: z.record(
    z.string(),
    z.object({
      api: z.url(),
      s3: z.url(),
      dynamodb: z.url(),
      buckets: z.object({ intake: z.string(), holdings: z.string(), evidence: z.string() }),
    }),
  ),
  archives: z.array(
    z.object({
      id: z.string(),
      name: z.object({ zh: z.string(), en: z.string() }),
      homeRegion: z.string(),
      replicaRegions: z.array(z.string()),
      uploader: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
    }),
  ),
  users: z.array(z.object({ username: z.string(), archiveId: z.string().nullable(), roles: z.array(z.string()) })),
});
export type Endpoints = z.infer<typeof endpoints>;

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** The whole stack in a process of its own, started as `npm start` starts it. */
export type Stack = {
  readonly endpoints: Endpoints;
  /** What it printed. */
  readonly output: () => string;
  /** Calls an operation as one of the demo's people, or as nobody. */
  readonly call: (region: string, route: string, as?: string, init?: RequestInit) => Promise<Answer>;
  /** Puts an object into the intake bucket with the archive's own key; to its home region if none is named. */
  readonly upload: (archiveId: string, key: string, bytes: Uint8Array, region?: string) => Promise<void>;
  readonly switchRegion: (region: string, change: "cut" | "heal") => Promise<void>;
  /** Ends the process at once, as a power cut would. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** A stack from its first moment on. */
export type Launch = {
  readonly ready: Promise<Stack>;
  /** Ends the host alone, or at the same moment everything it started, without a warning. */
  readonly kill: (whom: "host" | "group") => Promise<void>;
};

const readyLine = /^Lantai is ready: \S+$/m;

const started = async (child: ChildProcess, printed: () => string): Promise<void> => {
  const failed = once(child, "exit").then(() => {
    throw new Error(`the stack ended before it was ready:\n${printed()}`);
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on("data", () => {
      if (readyLine.test(printed())) resolve();
    });
  });
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
};

type StackOptions = { readonly demoScans: boolean };

export const startStack = (home: string, options: StackOptions): Promise<Stack> => launchStack(home, options).ready;

/** Starts the stack in a process group of its own. `ready` rejects when it ends before. */
export const launchStack = (home: string, options: StackOptions): Launch => {
  const child = spawn(process.execPath, [path.join(checkout, "local", "main.ts")], {
    cwd: checkout,
    env: { ...process.env, LANTAI_HOME: home, LANTAI_PORT: "0", LANTAI_DEMO: options.demoScans ? "1" : "0" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const ready = started(child, () => printed).then(() => connect(home, child, () => printed));
  return {
    ready,
    kill: async (whom) => {
      const { pid } = child;
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      process.kill(whom === "host" ? pid : -pid, "SIGKILL");
      await exit;
    },
  };
};

const connect = async (home: string, child: ChildProcess, printed: () => string): Promise<Stack> => {
  const found = endpoints.parse(JSON.parse(await readFile(path.join(home, "endpoints.json"), "utf8")));
  const ended = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (username: string): Promise<string> => {
    const token = tokens.get(username) ?? signIn(found.issuer, username);
    tokens.set(username, token);
    return token;
  };

  return {
    endpoints: found,
    output: printed,
    async call(region, route, as, init = {}) {
      const headers = new Headers(init.headers);
      if (as !== undefined) headers.set("authorization", `Bearer ${await tokenOf(as)}`);
      const response = await fetch(`${found.regions[region]!.api}${route}`, { ...init, headers });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
    },
    async upload(archiveId, Key, Body, region) {
      const archive = found.archives.find(({ id }) => id === archiveId)!;
      const place = found.regions[region ?? archive.homeRegion]!;
      const client = new S3Client({
        region: region ?? archive.homeRegion,
        endpoint: place.s3,
        forcePathStyle: true,
        credentials: archive.uploader,
      });
      try {
        await client.send(new PutObjectCommand({ Bucket: place.buckets.intake, Key, Body }));
      } finally {
        client.destroy();
      }
    },
    async switchRegion(region, change) {
      const response = await fetch(`${found.portal}/local/regions/${region}/${change}`, { method: "POST" });
      if (!response.ok) throw new Error(`${change} ${region}: ${response.status}`);
    },
    kill: () => ended("SIGKILL"),
    stop: () => ended("SIGTERM"),
  };
};

const signIn = async (issuer: string, username: string): Promise<string> => {
  const response = await fetch(`${issuer}/local/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
};
