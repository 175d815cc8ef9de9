import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { faultPlan } from "../../local/faults/fault-plan.ts";
import { startHost, type Host } from "../../local/host.ts";
import { HOME, REPLICA, writeTinyApp } from "./tiny-app.ts";

const logLine = z.object({
  rule: z.number(),
  fault: z.string(),
  place: z.record(z.string(), z.string()),
  count: z.number(),
});
export type LoggedFault = z.infer<typeof logLine>;
type Item = {
  readonly pk: { readonly S: string };
  readonly text?: { readonly S: string };
  readonly of?: { readonly S: string };
};

/** The tiny app on a host of its own, with what tests of faults look at. */
export const startTinyHost = async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "lantai-faults-"));
  const home = path.join(directory, "home");
  const lines: string[] = [];
  const settings = {
    assembly: writeTinyApp(path.join(directory, "cdk.out")),
    home,
    firstPort: 0,
    users: [{ username: "li", name: { zh: "李", en: "Li" }, archiveId: "440100", roles: ["clerk"] }],
    parameters: ({ issuer }: { readonly issuer: string }) => ({ IssuerUrl: issuer }),
    redirectUris: ["http://127.0.0.1/"],
    log: (line: string) => void lines.push(line),
  };
  const host: Host = await startHost(settings);
  const place = host.regions[HOME]!;
  /** Tries once, so that a fault is seen and not retried away; on a connection that nobody else can have closed. */
  const client = new S3Client({
    region: HOME,
    endpoint: place.s3Url,
    forcePathStyle: true,
    credentials: host.uploaders[0]!,
    maxAttempts: 1,
    requestHandler: { httpAgent: new Agent({ keepAlive: false }) },
  });
  const tokenAnswer = await fetch(`${host.issuer}/local/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "li" }),
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await tokenAnswer.json());

  /** What the table holds: an item for each object, and one for each record the stream told of it. */
  const items = async (): Promise<Item[]> => {
    const response = await fetch(`${place.apiUrl}/items`, { headers: { authorization: `Bearer ${token}` } });
    if (response.status !== 200) throw new Error(`GET /items: ${response.status}`);
    return (await response.json()) as Item[];
  };

  return {
    host,
    home,
    lines,
    client,
    deposit: (name: string, body = name) =>
      client.send(new PutObjectCommand({ Bucket: "tiny-intake", Key: `440100/${name}`, Body: body })),
    items,
    set: (seed: number, ...rules: readonly object[]) => host.control.faults.set(faultPlan.parse({ seed, rules })),
    clear: () => host.control.faults.clear(),
    /** The faults since the plan was last set, as the log tells them. */
    faults: (): LoggedFault[] => {
      const written = readFileSync(path.join(home, "faults.log"), "utf8").trim().split("\n");
      const since = written.findLastIndex((line) => line.includes('"plan":{'));
      return written.slice(since + 1).flatMap((line) => {
        const parsed = logLine.safeParse(JSON.parse(line));
        return parsed.success ? [parsed.data] : [];
      });
    },
    /** Whether an object's bytes lie in the other region. */
    isCopied: (name: string): boolean => {
      const blobs = path.join(home, REPLICA, "s3", "blobs");
      if (!existsSync(blobs)) return false;
      const files = readdirSync(blobs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      return files.some((file) => readFileSync(path.join(file.parentPath, file.name), "utf8") === name);
    },
    /** Whether the table has an item for an object. */
    isInTable: async (name: string): Promise<boolean> => (await items()).some(({ pk }) => pk.S === `440100/${name}`),
    queue: () => host.control.queues().find(({ queue }) => queue === "tiny-arrived")!,
    close: async () => {
      client.destroy();
      await host.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
export type TinyHost = Awaited<ReturnType<typeof startTinyHost>>;
