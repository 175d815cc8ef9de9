import type * as z from "zod";

/** An error of OpenSearch's REST API. `type` is OpenSearch's own word for it. */
export class OpenSearchError extends Error {
  override readonly name = "OpenSearchError";
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, reason: string) {
    super(reason);
    this.status = status;
    this.type = type;
  }
}

const longestIdBytes = 512;

/** Throws `OpenSearchError` 400 for a document's id that is too long. */
export const requireId = (id: string): string => {
  const bytes = Buffer.byteLength(id);
  if (bytes > longestIdBytes) {
    throw new OpenSearchError(
      400,
      "action_request_validation_exception",
      `id [${id}] is too long, must be no longer than ${longestIdBytes} bytes but was: ${bytes}`,
    );
  }
  return id;
};

export const indexNotFound = (index: string): OpenSearchError =>
  new OpenSearchError(404, "index_not_found_exception", `no such index [${index}]`);

/** The body OpenSearch sends for an error. */
export const errorBody = ({ status, type, message }: OpenSearchError) => ({
  error: { root_cause: [{ type, reason: message }], type, reason: message },
  status,
});

/**
 * Parses with zod; what does not fit becomes an error that names it.
 * Throws `OpenSearchError` 400 of the given type.
 */
export const parseOr400 = <Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  place: string,
  type = "parsing_exception",
) => {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const reasons = parsed.error.issues.map((issue) => {
    const here = [place, ...issue.path.map(String)].join(".");
    return issue.code === "unrecognized_keys"
      ? `unknown key [${issue.keys.join(", ")}] in [${here}]: this host does not know it`
      : `[${here}] ${issue.message}`;
  });
  throw new OpenSearchError(400, type, reasons.join("; "));
};
