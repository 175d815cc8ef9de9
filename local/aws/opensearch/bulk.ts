import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Source } from "./document-fields.ts";
import type { IndexFile, Version, WriteResult } from "./index-file.ts";
import { OpenSearchError, parseOr400, requireId } from "./opensearch-error.ts";

const versioning = {
  version: z.int().min(0).optional(),
  version_type: z.enum(["internal", "external", "external_gte"]).default("internal"),
};
const target = { _index: z.string().optional(), _id: z.string().min(1).optional() };
const named = { ...target, _id: z.string().min(1) };

const actionLine = z.union([
  z.strictObject({ index: z.strictObject({ ...target, ...versioning }) }),
  z.strictObject({ create: z.strictObject(target) }),
  z.strictObject({ update: z.strictObject({ ...named, retry_on_conflict: z.int().optional() }) }),
  z.strictObject({ delete: z.strictObject({ ...named, ...versioning }) }),
]);

const source = z.record(z.string(), z.unknown());
const updateLine = z.strictObject({
  doc: source,
  doc_as_upsert: z.boolean().default(false),
  upsert: source.optional(),
  detect_noop: z.literal(true).optional(),
});

type Action = {
  readonly name: "index" | "create" | "update" | "delete";
  readonly index: string;
  readonly id: string;
  readonly run: (file: IndexFile) => WriteResult;
};

/**
 * Answers `_bulk`: newline-delimited actions, each followed by its document but for `delete`. All of one request is one
 * transaction on each index; an action that fails leaves the others standing.
 * Throws `OpenSearchError` 400 when the lines cannot be read; nothing is written then.
 */
export const bulk = (text: string, defaultIndex: string | undefined, open: (index: string) => IndexFile) => {
  const actions = readActions(text, defaultIndex);
  const items = new Map<Action, object>();
  for (const [index, ofIndex] of Map.groupBy(actions, (action) => action.index)) {
    const outcomes = ofOneIndex(ofIndex, () => open(index));
    ofIndex.forEach((action, place) => items.set(action, outcomes[place] ?? {}));
  }
  return {
    errors: [...items.values()].some((item) => "error" in item),
    items: actions.map((action) => ({ [action.name]: items.get(action) })),
  };
};

const ofOneIndex = (actions: readonly Action[], open: () => IndexFile): object[] => {
  const attempt = (action: Action, write: () => WriteResult): object => {
    const base = { _index: action.index, _id: action.id };
    try {
      return { ...base, ...writeAnswer(write()) };
    } catch (error) {
      if (!(error instanceof OpenSearchError)) {
        throw error;
      }
      return { ...base, status: error.status, error: { type: error.type, reason: error.message, index: action.index } };
    }
  };
  const missing = actions.map((action) =>
    attempt(action, () => {
      open();
      return { result: "noop", version: 0, sequence: 0 };
    }),
  );
  if (missing.some((item) => "error" in item)) {
    return missing;
  }
  const file = open();
  const run = (action: Action): WriteResult => {
    requireId(action.id);
    return action.run(file);
  };
  return file.transaction(() => actions.map((action) => attempt(action, () => run(action))));
};

/** A write as the API answers it. */
export const writeAnswer = ({ result, version, sequence }: WriteResult) => ({
  _version: version,
  result,
  _shards: { total: 1, successful: 1, failed: 0 },
  _seq_no: sequence,
  _primary_term: 1,
  status: result === "created" ? 201 : result === "not_found" ? 404 : 200,
});

const readActions = (text: string, defaultIndex: string | undefined): Action[] => {
  if (!text.endsWith("\n")) {
    throw new OpenSearchError(
      400,
      "illegal_argument_exception",
      "The bulk request must be terminated by a newline [\\n]",
    );
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const actions: Action[] = [];
  for (let place = 0; place < lines.length; place += 1) {
    const line = parseOr400(
      actionLine,
      parseLine(lines[place], place),
      `line ${place + 1}`,
      "illegal_argument_exception",
    );
    const document = (): unknown => {
      place += 1;
      return parseLine(lines[place], place);
    };
    actions.push(readAction(line, document, defaultIndex));
  }
  return actions;
};

const readAction = (
  line: z.infer<typeof actionLine>,
  document: () => unknown,
  defaultIndex: string | undefined,
): Action => {
  if ("delete" in line) {
    const { _id, version, version_type } = line.delete;
    return {
      name: "delete",
      index: indexOf(line.delete, defaultIndex),
      id: _id,
      run: (file) => file.remove(_id, versionOf(version_type, version)),
    };
  }
  if ("update" in line) {
    const { _id } = line.update;
    const change = parseOr400(updateLine, document(), "update", "illegal_argument_exception");
    return {
      name: "update",
      index: indexOf(line.update, defaultIndex),
      id: _id,
      run: (file) => update(file, _id, change),
    };
  }
  const body = parseOr400(source, document(), "document", "mapper_parsing_exception");
  if ("create" in line) {
    const id = line.create._id ?? randomUUID();
    return {
      name: "create",
      index: indexOf(line.create, defaultIndex),
      id,
      run: (file) => create(file, id, body),
    };
  }
  const { _id: id = randomUUID(), version, version_type } = line.index;
  return {
    name: "index",
    index: indexOf(line.index, defaultIndex),
    id,
    run: (file) => file.put(id, body, versionOf(version_type, version)),
  };
};

/** Throws `OpenSearchError` when an external version type comes without a version, or the other way round. */
export const versionOf = (type: Version["type"], version: number | undefined): Version => {
  if ((type === "internal") !== (version === undefined)) {
    throw new OpenSearchError(
      400,
      "action_request_validation_exception",
      "a version wants the version_type external or external_gte, and these want a version",
    );
  }
  return { type, version };
};

const internal: Version = { type: "internal", version: undefined };

const create = (file: IndexFile, id: string, body: Source): WriteResult => {
  const stored = file.get(id);
  if (stored !== undefined) {
    throw new OpenSearchError(
      409,
      "version_conflict_engine_exception",
      `[${id}]: version conflict, document already exists (current version [${stored.version}])`,
    );
  }
  return file.put(id, body, internal);
};

const update = (file: IndexFile, id: string, change: z.infer<typeof updateLine>): WriteResult => {
  const stored = file.get(id);
  if (stored === undefined) {
    const first = change.upsert ?? (change.doc_as_upsert ? change.doc : undefined);
    if (first === undefined) {
      throw new OpenSearchError(404, "document_missing_exception", `[${id}]: document missing`);
    }
    return file.put(id, first, internal);
  }
  const merged = merge(stored.source, change.doc);
  return JSON.stringify(merged) === JSON.stringify(stored.source)
    ? { result: "noop", version: stored.version, sequence: stored.sequence }
    : file.put(id, merged, internal);
};

/** Objects merge, everything else is replaced. */
const merge = (stored: Source, change: Source): Source => {
  const merged: Record<string, unknown> = { ...stored };
  for (const [name, value] of Object.entries(change)) {
    const [before, after] = [source.safeParse(merged[name]), source.safeParse(value)];
    merged[name] = before.success && after.success ? merge(before.data, after.data) : value;
  }
  return merged;
};

const indexOf = ({ _index }: { _index?: string | undefined }, defaultIndex: string | undefined): string => {
  const index = _index ?? defaultIndex;
  if (index === undefined) {
    throw new OpenSearchError(400, "action_request_validation_exception", "index is missing");
  }
  return index;
};

const parseLine = (line: string | undefined, place: number): unknown => {
  try {
    const parsed: unknown = JSON.parse(line ?? "");
    return parsed;
  } catch {
    throw new OpenSearchError(400, "illegal_argument_exception", `Line ${place + 1} of the bulk request is not JSON.`);
  }
};
