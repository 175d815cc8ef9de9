import type { IncomingMessage, ServerResponse } from "node:http";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import * as z from "zod";
import type { Authorize, Caller, Now, Service } from "../../network/service.ts";
import { ownDisk, type Disk } from "../disk.ts";
import { indexPath, isIndexFile, openIndexFile, type IndexFile } from "./index-file.ts";
import { errorBody, indexNotFound, OpenSearchError } from "./opensearch-error.ts";
import type { Indexes } from "./indexes.ts";
import { route, type Answer } from "./route.ts";

export type OpenSearchSettings = {
  /** Where indexes live, one SQLite file each. */
  readonly directory: string;
  readonly region: string;
  readonly now: Now;
  readonly authorize: Authorize;
  readonly domainArn: string;
  readonly disk?: Disk;
};

/**
 * The calls Lantai makes of an OpenSearch domain, over SQLite FTS5. Writes are seen at once, `_refresh` does nothing.
 * Whatever it does not know is answered 400 with OpenSearch's error body naming it.
 */
export const createOpenSearchService = (settings: OpenSearchSettings): Service => {
  const { directory, now, authorize, domainArn, disk = ownDisk } = settings;
  mkdirSync(directory, { recursive: true });
  const files = new Map<string, IndexFile>();
  for (const name of readdirSync(directory).filter((file) => file.endsWith(".sqlite"))) {
    const index = name.slice(0, -".sqlite".length);
    if (isIndexFile(indexPath(directory, index))) {
      files.set(index, openIndexFile(indexPath(directory, index), index, undefined, disk));
    } else {
      // A crash between the creation of the file and of its tables; nobody was told of it.
      removeFiles(indexPath(directory, index));
    }
  }

  const indexes: Indexes = {
    open: (index) => {
      const file = files.get(index);
      if (file === undefined) {
        throw indexNotFound(index);
      }
      return file;
    },
    has: (index) => files.has(index),
    create: (index, body) => {
      if (files.has(index)) {
        throw new OpenSearchError(400, "resource_already_exists_exception", `index [${index}] already exists`);
      }
      if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(index)) {
        throw new OpenSearchError(400, "invalid_index_name_exception", `Invalid index name [${index}]`);
      }
      files.set(index, openIndexFile(indexPath(directory, index), index, body, disk));
    },
    drop: (index) => {
      indexes.open(index).close();
      files.delete(index);
      removeFiles(indexPath(directory, index));
    },
  };

  return {
    handle: async (request, response, caller) => {
      const started = now();
      const answer = await answerTo({ request, caller, indexes, authorize, domainArn });
      const body = answer.timed === true ? { took: Math.max(now() - started, 0), ...answer.body } : answer.body;
      send(request, response, answer.status, body);
    },
    close: () => {
      for (const file of files.values()) {
        file.close();
      }
      return Promise.resolve();
    },
  };
};

const removeFiles = (path: string): void => {
  for (const suffix of ["", "-wal", "-shm"]) {
    rmSync(path + suffix, { force: true });
  }
};

const answerTo = async ({
  request,
  caller,
  indexes,
  authorize,
  domainArn,
}: {
  request: IncomingMessage;
  caller: Caller;
  indexes: Indexes;
  authorize: Authorize;
  domainArn: string;
}): Promise<Answer> => {
  try {
    const url = new URL(request.url ?? "/", "http://localhost");
    const method = request.method ?? "GET";
    const verb = method.charAt(0) + method.slice(1).toLowerCase();
    const decision = authorize(caller, `es:ESHttp${verb}`, domainArn + url.pathname);
    if (!decision.allowed) {
      return { status: 403, body: { Message: decision.reason } };
    }
    const text = await readText(request);
    return route({ method, path: url.pathname.split("/").slice(1).map(decodeURIComponent), url, text }, indexes);
  } catch (error) {
    if (error instanceof OpenSearchError) {
      return { status: error.status, body: errorBody(error) };
    }
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${JSON.stringify({ level: "ERROR", service: "opensearch", url: request.url, stack })}\n`);
    const hidden = new OpenSearchError(500, "exception", "The local service failed; its log says why.");
    return { status: 500, body: errorBody(hidden) };
  }
};

/** OpenSearch's `http.max_content_length`. */
const maximumBodyBytes = 100 * 1024 * 1024;

const readText = async (request: IncomingMessage): Promise<string> => {
  if ((request.headers["content-encoding"] ?? "identity") !== "identity") {
    throw new OpenSearchError(400, "illegal_argument_exception", "This host does not know compressed request bodies.");
  }
  const chunks: Buffer[] = [];
  let length = 0;
  const stream: AsyncIterable<unknown> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    const bytes = z.instanceof(Buffer).parse(chunk);
    length += bytes.length;
    if (length > maximumBodyBytes) {
      throw new OpenSearchError(413, "content_too_long", `The request is longer than ${maximumBodyBytes} bytes.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const send = (request: IncomingMessage, response: ServerResponse, status: number, body: object): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=UTF-8",
    "content-length": Buffer.byteLength(text),
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : text);
};
