import { parseEventPattern } from "../aws/eventbridge/event-pattern.ts";

/** Keeps what a mapping's `FilterCriteria` let through: any pattern is enough; no pattern lets everything through. */
export const createEventFilter = (patterns: readonly string[]): ((record: unknown) => boolean) => {
  const parsed = patterns.map((pattern) => parseEventPattern(JSON.parse(pattern)));
  return (record) => parsed.length === 0 || parsed.some((matches) => matches(record));
};

/**
 * A queue message as filters see it: a body that is a JSON object or list is looked into, any other is a plain text.
 * Source: Lambda Developer Guide, "Using event filtering with an Amazon SQS event source".
 */
export const filterableMessage = (message: { readonly body: string }): unknown => {
  try {
    const body: unknown = JSON.parse(message.body);
    return typeof body === "object" && body !== null ? { ...message, body } : message;
  } catch {
    return message;
  }
};
