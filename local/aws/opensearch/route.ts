import * as z from "zod";
import { bulk, versionOf, writeAnswer } from "./bulk.ts";
import type { Indexes } from "./indexes.ts";
import { indexBody, parseMapping } from "./mapping.ts";
import { OpenSearchError, parseOr400, requireId } from "./opensearch-error.ts";
import { count, idsOf, search } from "./search.ts";

export type Request = {
  readonly method: string;
  /** Decoded segments of the path. */
  readonly path: readonly string[];
  readonly url: URL;
  readonly text: string;
};

/** `timed` answers carry `took`, in milliseconds. */
export type Answer = { readonly status: number; readonly body: object; readonly timed?: true };

const shards = { total: 1, successful: 1, failed: 0 };

/** Finds the call and answers it. Throws `OpenSearchError`. */
export const route = (request: Request, indexes: Indexes): Answer => {
  const { method, path, text } = request;
  const [first = "", second, third] = path;
  const reading = method === "GET" || method === "POST";
  if (path.length === 1 && first === "_bulk" && (method === "POST" || method === "PUT")) {
    allowParameters(request, ["refresh", "timeout"]);
    return { status: 200, timed: true, body: bulk(text, undefined, indexes.open) };
  }
  if (path.length === 1 && !first.startsWith("_")) {
    allowParameters(request, ["timeout"]);
    return onIndex(method, first, text, indexes) ?? unknownCall(request);
  }
  if (path.length === 2) {
    switch (second) {
      case "_bulk":
        allowParameters(request, ["refresh", "timeout"]);
        return method === "POST" || method === "PUT"
          ? { status: 200, timed: true, body: bulk(text, first, indexes.open) }
          : unknownCall(request);
      case "_search":
        allowParameters(request, ["timeout"]);
        return reading
          ? { status: 200, timed: true, body: search(indexes.open(first), parseBody(text)) }
          : unknownCall(request);
      case "_count":
        allowParameters(request, []);
        return reading ? { status: 200, body: count(indexes.open(first), parseBody(text)) } : unknownCall(request);
      case "_refresh":
        allowParameters(request, []);
        indexes.open(first);
        return reading ? { status: 200, body: { _shards: shards } } : unknownCall(request);
      case "_delete_by_query":
        allowParameters(request, ["refresh", "conflicts", "timeout"]);
        return method === "POST" ? deleteByQuery(first, text, indexes) : unknownCall(request);
      default:
        return unknownCall(request);
    }
  }
  return path.length === 3 && second === "_doc" && third !== undefined
    ? onDocument(request, { index: first, id: third }, indexes)
    : unknownCall(request);
};

const onIndex = (method: string, index: string, text: string, indexes: Indexes): Answer | undefined => {
  switch (method) {
    case "HEAD":
      return { status: indexes.has(index) ? 200 : 404, body: {} };
    case "GET": {
      const { mappings, settings } = indexes.open(index).definition;
      return { status: 200, body: { [index]: { aliases: {}, mappings, settings } } };
    }
    case "PUT": {
      const { settings, mappings } = parseOr400(indexBody, parseBody(text), "body");
      parseMapping(mappings);
      indexes.create(index, { settings, mappings });
      return { status: 200, body: { acknowledged: true, shards_acknowledged: true, index } };
    }
    case "DELETE":
      indexes.drop(index);
      return { status: 200, body: { acknowledged: true } };
    default:
      return undefined;
  }
};

const versionParameters = z.object({
  version: z.coerce.number().int().min(0).optional(),
  version_type: z.enum(["internal", "external", "external_gte"]).default("internal"),
});

const onDocument = (request: Request, { index, id }: { index: string; id: string }, indexes: Indexes): Answer => {
  allowParameters(request, ["refresh", "timeout", "version", "version_type"]);
  const file = indexes.open(index);
  const base = { _index: index, _id: id };
  const wanted = (): ReturnType<typeof versionOf> => {
    const given = parseOr400(versionParameters, Object.fromEntries(request.url.searchParams), "parameters");
    return versionOf(given.version_type, given.version);
  };
  switch (request.method) {
    case "GET": {
      const stored = file.get(id);
      return stored === undefined
        ? { status: 404, body: { ...base, found: false } }
        : {
            status: 200,
            body: {
              ...base,
              _version: stored.version,
              _seq_no: stored.sequence,
              _primary_term: 1,
              found: true,
              _source: stored.source,
            },
          };
    }
    case "PUT":
    case "POST": {
      const source = parseOr400(z.record(z.string(), z.unknown()), parseBody(request.text), "document");
      const { status, ...body } = writeAnswer(file.transaction(() => file.put(requireId(id), source, wanted())));
      return { status, body: { ...base, ...body } };
    }
    case "DELETE": {
      const { status, ...body } = writeAnswer(file.transaction(() => file.remove(id, wanted())));
      return { status, body: { ...base, ...body } };
    }
    default:
      return unknownCall(request);
  }
};

const deleteByQuery = (index: string, text: string, indexes: Indexes): Answer => {
  const { query } = parseOr400(z.strictObject({ query: z.unknown() }), parseBody(text), "delete_by_query");
  const file = indexes.open(index);
  const deleted = file.transaction(() => {
    const ids = idsOf(file, query);
    for (const id of ids) {
      file.remove(id, { type: "internal", version: undefined });
    }
    return ids.length;
  });
  const body = { timed_out: false, total: deleted, deleted, version_conflicts: 0, noops: 0, failures: [] };
  return { status: 200, timed: true, body };
};

const allowParameters = ({ url }: Request, names: readonly string[]): void => {
  const unknown = [...url.searchParams.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new OpenSearchError(
      400,
      "illegal_argument_exception",
      `request [${url.pathname}] contains unrecognized parameter: [${unknown}]`,
    );
  }
};

const unknownCall = ({ method, url }: Request): never => {
  throw new OpenSearchError(400, "illegal_argument_exception", `This host does not know ${method} ${url.pathname}`);
};

const parseBody = (text: string): unknown => {
  try {
    const parsed: unknown = text.trim() === "" ? {} : JSON.parse(text);
    return parsed;
  } catch {
    throw new OpenSearchError(400, "parsing_exception", "The body is not JSON.");
  }
};
