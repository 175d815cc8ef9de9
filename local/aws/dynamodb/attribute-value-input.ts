import * as z from "zod";
import { AwsError } from "../../network/aws-json.ts";
import { canonicalNumber, invalid, type AttributeValue, type Item } from "./attribute-value.ts";

/** Values as callers send them: checked, numbers and binaries brought into their one spelling. */

/** Lists and maps around a value: the item itself is the first of 32 levels. */
export const deepestNesting = 31;

/** Parses one value. Throws ValidationException in DynamoDB's words. `depth` counts the lists and maps around it. */
const parseAttributeValue = (input: unknown, depth = 0): AttributeValue => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw unserializable("Unexpected value type in payload");
  }
  const entries = Object.entries(input).filter(([, value]) => value !== null);
  const [entry] = entries;
  if (entry === undefined) {
    throw invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  if (entries.length > 1) {
    throw invalid(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  return parseTyped(entry[0], entry[1], depth);
};

const parseTyped = (type: string, value: unknown, depth: number): AttributeValue => {
  switch (type) {
    case "S":
      return { S: text(value) };
    case "N":
      return { N: canonicalNumber(text(value)) };
    case "B":
      return { B: canonicalBase64(text(value)) };
    case "BOOL":
      return { BOOL: truth(value) };
    case "NULL":
      if (!truth(value)) {
        throw invalid(
          "One or more parameter values were invalid: Null attribute value types must have the value of true",
        );
      }
      return { NULL: true };
    case "SS":
      return { SS: distinct(list(value).map(text), "An string set  may not be empty", stringsTwice) };
    case "NS":
      return {
        NS: distinct(list(value).map(text).map(canonicalNumber), "An number set  may not be empty", numbersTwice),
      };
    case "BS":
      return {
        BS: distinct(list(value).map(text).map(canonicalBase64), "Binary sets should not be empty", binariesTwice),
      };
    case "L":
      return { L: list(value).map((member) => parseAttributeValue(member, deeper(depth))) };
    case "M":
      return { M: parseItem(value, deeper(depth)) };
    default:
      throw invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
};

/** Parses a map of attribute names to values. */
const parseItem = (input: unknown, depth = 0): Item => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw unserializable("Unexpected value type in payload");
  }
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (name === "") {
        throw invalid("Empty attribute name");
      }
      if (Buffer.byteLength(name) > 65_535) {
        throw invalid(
          "One or more parameter values were invalid: Attribute name is too large, must be less than 65536 bytes",
        );
      }
      return [name, parseAttributeValue(value, depth)];
    }),
  );
};

/** Values of an expression's placeholders. A bad one is told with its placeholder. */
export const placeholderValuesInput = z
  .record(z.string(), z.unknown())
  .transform((input) =>
    Object.fromEntries(
      Object.entries(input).map(([placeholder, value]) => [placeholder, parsePlaceholderValue(placeholder, value)]),
    ),
  );

const parsePlaceholderValue = (placeholder: string, value: unknown): AttributeValue => {
  try {
    return parseAttributeValue(value);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ValidationException") {
      throw error;
    }
    throw invalid(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${placeholder}`);
  }
};

/** An item of a request. A bad value ends the request with DynamoDB's own error, not with zod's. */
export const itemInput = z.unknown().transform((input) => parseItem(input));

const unserializable = (message: string): AwsError => new AwsError("SerializationException", message);

const deeper = (depth: number): number => {
  if (depth >= deepestNesting) {
    throw invalid("Nesting Levels have exceeded supported limits");
  }
  return depth + 1;
};

const text = (value: unknown): string => {
  if (typeof value !== "string") {
    throw unserializable(`Unexpected value type in payload: expected a string, got ${typeof value}`);
  }
  return value;
};

const truth = (value: unknown): boolean => {
  if (typeof value !== "boolean") {
    throw unserializable(`Unexpected value type in payload: expected a boolean, got ${typeof value}`);
  }
  return value;
};

const list = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) {
    throw unserializable(`Unexpected value type in payload: expected a list, got ${typeof value}`);
  }
  return value;
};

const canonicalBase64 = (value: string): string => {
  const bytes = Buffer.from(value, "base64");
  const canonical = bytes.toString("base64");
  if (canonical.replace(/=+$/, "") !== value.replace(/=+$/, "")) {
    throw invalid("Invalid Base64 in a binary value");
  }
  return canonical;
};

const numbersTwice = (): string => "Input collection contains duplicates";

const stringsTwice = (members: readonly string[]): string =>
  `One or more parameter values were invalid: Input collection [${members.join(", ")}] contains duplicates.`;

const binariesTwice = (members: readonly string[]): string =>
  `One or more parameter values were invalid: Input collection [${members.join(", ")}]of type BS contains duplicates.`;

const distinct = (
  members: readonly string[],
  emptyMessage: string,
  twice: (members: readonly string[]) => string,
): readonly string[] => {
  if (members.length === 0) {
    throw invalid(`One or more parameter values were invalid: ${emptyMessage}`);
  }
  if (new Set(members).size !== members.length) {
    throw invalid(twice(members));
  }
  return members;
};
