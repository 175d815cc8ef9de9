import type { Operation } from "./arbitrary-operation.ts";
import type { Answer } from "./ask.ts";

/**
 * An answer without what the two are known to say differently (differences.test.ts), and without the order that DynamoDB
 * leaves open: of scans, of batches, and of items that an index cannot tell apart.
 */
export const comparable = ({ name, input }: Operation, answer: Answer): unknown => {
  const rest = { ...oneMisfit(withoutPaths(refusal(answer))), ConsumedCapacity: undefined };
  const unordered = name === "Scan" || name === "BatchGetItem" || input["IndexName"] !== undefined;
  return unordered ? sortedLists(rest) : rest;
};

const misfits: ReadonlySet<unknown> = new Set([
  "An operand in the update expression has an incorrect data type",
  "The document path provided in the update expression is invalid for update",
  "The provided expression refers to an attribute that does not exist in the item",
]);

/** An update may fail to fit its item in several places; which is told first is left open. */
const oneMisfit = (answer: Answer): Answer =>
  misfits.has(answer["message"]) ? { ...answer, message: "The update does not fit the item" } : answer;

/** Of two paths that clash, DynamoDB Local at times names one that is not concerned; of two keys in a filter, either. */
const withoutPaths = (answer: Answer): Answer =>
  typeof answer["message"] === "string"
    ? { ...answer, message: answer["message"].replace(/(?:; path one|: Primary key attribute): .*$/, "") }
    : answer;

/** DynamoDB Local refuses a transaction whose update does not fit an item, where DynamoDB cancels it. */
const refusal = (answer: Answer): Answer => {
  const reasons = answer["CancellationReasons"];
  if (!Array.isArray(reasons)) return answer;
  const told = reasons.map(reason);
  const invalid = told.find(({ Code }) => Code === "ValidationError");
  return invalid === undefined
    ? { ...answer, CancellationReasons: told }
    : { error: "ValidationException", message: invalid.Message };
};

/** Its message ends in a full stop where a check failed, and only there. */
const reason = (given: { Code: string; Message?: string; Item?: unknown }) => ({
  ...given,
  ...(given.Message === undefined ? {} : { Message: given.Message.replace(/\.$/, "") }),
});

const sortedLists = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder).toSorted();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, sortedLists(inner)]));
};

/** The same text for the same value, whatever the order of its names. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
