import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { runCli } from "../../clients/cli/main.ts";
import type { Batch } from "../../clients/cli/batch-state.ts";
import type { World } from "../../clients/cli/world.ts";
import { missingQuestion } from "../../shared/contract/batch-routes.ts";
import { redriveQuestion } from "../../shared/contract/operator-routes.ts";
import { parseIntakeKey } from "../../shared/domain/intake-key.ts";
import { explainRefusal } from "../../shared/domain/refusal.ts";
import { bucketArn, startS3, type S3Host } from "../support/s3-host.ts";

const ARCHIVE = "440100";
const REGION = "cn-north-1";
const BUCKET = "intake";

type Refused = { readonly code: "object-empty" | "archival-code-malformed" | "page-malformed"; readonly at: string };

/** The service as the client sees it: the real local S3, and an intake and an API small enough to steer. */
export type CliService = {
  readonly home: string;
  readonly s3: S3Host;
  /** Keys stored, once for each version, in order of arrival. */
  readonly stored: string[];
  /** Whether stored objects wait instead of being dealt with. */
  holdBack(hold: boolean): Promise<void>;
  /** The next so many API calls are answered 503. */
  failNext(calls: number): void;
  /** Pages under this code are held with this digest already. */
  occupy(archivalCode: string, sha256: string): void;
  readonly unsafe: Set<string>;
  /** Bags that every batch tells of. */
  readonly bags: Batch["bags"];
  readonly regionCalls: string[];
  /** Bytes of the newest version of a key. */
  bytesOf(key: string): Buffer | undefined;
  close(): Promise<void>;
};

const codeOf = (archivalCode: string): string => `${ARCHIVE}/${archivalCode}`;

export const startCliService = async (): Promise<CliService> => {
  const home = mkdtempSync(join(tmpdir(), "lantai-cli-"));
  const held = new Map<string, string>();
  const refused = new Map<string, Refused>();
  const occupied = new Map<string, string>();
  const unsafe = new Set<string>();
  const bags: Batch["bags"] = [];
  const stored: string[] = [];
  const waiting: string[] = [];
  const regionCalls: string[] = [];
  let holding = false;
  let failures = 0;
  let answers = 0;

  const bytesOf = (key: string): Buffer | undefined => {
    const files = s3.service.filesOf(BUCKET, key);
    return files && Buffer.concat(files.map((file) => readFileSync(file)));
  };
  const dealWith = (key: string): void => {
    const named = parseIntakeKey(key);
    const bytes = bytesOf(key);
    const at = new Date(1_700_000_000_000 + (answers += 1) * 1000).toISOString();
    if (!named.ok)
      refused.set(key, { code: named.code === "page-malformed" ? named.code : "archival-code-malformed", at });
    else if (bytes === undefined || bytes.length === 0) refused.set(key, { code: "object-empty", at });
    else {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      refused.delete(key);
      held.set(key, sha256);
      occupied.set(codeOf(named.archivalCode), sha256);
    }
  };
  const s3 = await startS3({
    onEvent: async ({ detail }) => {
      stored.push(detail.object.key);
      if (holding) waiting.push(detail.object.key);
      else dealWith(detail.object.key);
      return Promise.resolve();
    },
  });
  s3.service.createBucket({ name: BUCKET, arn: bucketArn(BUCKET), versioning: true, eventBridge: true });

  const batchOf = (batchId: string, language: "zh" | "en") => {
    const inBatch = (key: string) => key.startsWith(`${ARCHIVE}/${batchId}/`);
    const pages = [...held.keys()].filter(inBatch);
    const no = [...refused].filter(([key]) => inBatch(key));
    const counts = {
      received: pages.length + no.length,
      accepted: pages.length,
      duplicate: 0,
      superseded: 0,
      refused: no.length,
    };
    return {
      archiveId: ARCHIVE,
      batchId,
      counts: {
        ...counts,
        pages: pages.length,
        ocrPending: 0,
        read: pages.length,
        failed: 0,
        needsPerson: 0,
        safe: pages.length - unsafe.size,
        unsafe: unsafe.size,
      },
      refused: no.map(([key, { code, at }]) => {
        const details = explainRefusal({ code, facts: {} });
        return { key, code, detail: details[language], details, at };
      }),
      bags,
      unsafe: [...unsafe].map((archivalCode) => ({
        archivalCode,
        page: 1,
        waitingFor: ["ocr", "replica:cn-northwest-1"],
        since: new Date(1_700_000_000_000).toISOString(),
      })),
    };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const reply = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const problem = (status: number, code: string): void =>
      reply(status, { type: "about:blank", title: code, status, code, detail: `detail of ${code}`, requestId: "r" });
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, first, second = "", third = "", fourth = "", fifth] = decodeURIComponent(url.pathname).split("/");
    if (url.pathname === "/local/token") {
      const { username } = JSON.parse(body) as { username: string };
      if (username === "nobody") return reply(404, { error: "unknown_user" });
      return reply(200, { access_token: `token-of-${username}`, expires_in: 60 });
    }
    if (first === "local") {
      regionCalls.push(`${request.method ?? ""} ${url.pathname}`);
      return reply(200, {});
    }
    if (failures > 0) {
      failures -= 1;
      return problem(503, "internal");
    }
    if (request.headers.authorization === "Bearer token-of-operator")
      return reply(200, operated(`${request.method ?? ""} ${url.pathname}`, body));
    if (request.headers.authorization !== "Bearer token-of-archivist") return problem(401, "not-signed-in");
    const language = request.headers["accept-language"] === "zh" ? "zh" : "en";
    if (second === "items") {
      const sha256 = occupied.get(codeOf(fourth));
      return sha256 === undefined ? problem(404, "not-found") : reply(200, itemAnswer(fourth, sha256));
    }
    if (second === "search") return reply(200, searchAnswer(url.searchParams));
    if (fifth === undefined) return reply(200, batchOf(fourth, language));
    const { objects } = missingQuestion.parse(JSON.parse(body));
    const missing = objects.filter(({ key, sha256 }) => third === ARCHIVE && held.get(key) !== sha256);
    return reply(200, { missing: missing.map(({ key }) => key), refused: [] });
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(home, "endpoints.json"), JSON.stringify(endpointsAt(url, s3.url)));
  return {
    home,
    s3,
    stored,
    unsafe,
    bags,
    regionCalls,
    bytesOf,
    holdBack: async (hold) => {
      holding = hold;
      if (!hold) for (const key of waiting.splice(0)) dealWith(key);
      return Promise.resolve();
    },
    failNext: (calls) => (failures = calls),
    occupy: (archivalCode, sha256) => occupied.set(codeOf(archivalCode), sha256),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await s3.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

export const endpointsAt = (api: string, s3: string) => ({
  portal: api,
  issuer: api,
  regions: { [REGION]: { api, s3, dynamodb: s3, buckets: { intake: BUCKET, holdings: "h", evidence: "e" } } },
  archives: [
    {
      id: ARCHIVE,
      name: { zh: "广州", en: "Guangzhou" },
      homeRegion: REGION,
      replicaRegions: ["cn-northwest-1"],
      uploader: { accessKeyId: "CLERK", secretAccessKey: "clerk-secret" },
    },
  ],
  users: [
    { username: "auditor", archiveId: null, roles: ["auditor"] },
    { username: "reader", archiveId: ARCHIVE, roles: ["reader"] },
    { username: "archivist", archiveId: ARCHIVE, roles: ["archivist"] },
    { username: "operator", archiveId: null, roles: ["platform-operator"] },
  ],
});

/** What an operator is answered: one parked message, and a pass that is under way once it was begun. */
const operated = (operation: string, body: string): unknown => {
  const began = new Date(1_700_000_000_000).toISOString();
  switch (operation) {
    case "GET /v1/parked": {
      const message = { messageId: "m1", about: "440100/Z109-WS·2011·Y·办公室-0001/3", since: began };
      const messages = [
        { ...message, reason: "AccessDenied: no\u001b[31m key" },
        { ...message, messageId: "m2", reason: "" },
      ];
      const queues = [
        { queue: "ocr", parked: 2, messages },
        { queue: "intake", parked: 0, messages: [] },
      ];
      return { region: REGION, queues };
    }
    case "POST /v1/parked/redrive": {
      const { queue } = redriveQuestion.parse(JSON.parse(body));
      return { region: REGION, queues: [{ queue: queue ?? "ocr", redriven: queue === "intake" ? 0 : 2 }] };
    }
    case "POST /v1/recheck":
      return { region: REGION, pass: { startedAt: began, pages: 0 } };
    default:
      return { region: REGION, pass: { startedAt: began, pages: 12, endedAt: began } };
  }
};

const itemAnswer = (archivalCode: string, sha256: string) => ({
  archiveId: ARCHIVE,
  archivalCode,
  title: archivalCode,
  fonds: "L000",
  homeRegion: REGION,
  answeredFrom: REGION,
  pages: [
    {
      page: 1,
      version: 1,
      sha256,
      mediaType: "image/jpeg",
      bytes: 1,
      batchId: "other",
      acceptedAt: new Date(1_700_000_000_000).toISOString(),
      ocr: { state: "pending" },
      replicas: [],
    },
  ],
  safe: false,
});

const searchAnswer = (query: URLSearchParams) => ({
  hits: [
    {
      archiveId: ARCHIVE,
      archivalCode: "Z109-WS·2011·Y·办公室-0001",
      page: 2,
      title: "结婚登记",
      snippet: `…${query.get("q") ?? ""}\u001b[31m ${query.get("limit") ?? ""} ${query.get("from") ?? ""}…`,
      score: 1,
      boxes: [{ x: 0, y: 0, w: 1, h: 1 }],
    },
  ],
  total: { value: 7, exact: false },
});

/** Writes files below a folder. */
export const writeFiles = (folder: string, files: Readonly<Record<string, string | Buffer>>): void => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
};

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs one command line in this process. */
export const runIn = async (home: string, argv: readonly string[], more: Partial<World> = {}): Promise<Ran> => {
  const written = { out: "", err: "" };
  const collect = (name: "out" | "err") =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written[name] += chunk.toString("utf8");
        done();
      },
    });
  const code = await runCli(argv, {
    home,
    workingFolder: home,
    token: undefined,
    language: "en",
    stdout: collect("out"),
    stderr: collect("err"),
    now: () => Date.UTC(2026, 10, 23, 4),
    // Only as long as the event loop needs to let others work.
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    signal: new AbortController().signal,
    ...more,
  });
  return { code, ...written };
};
