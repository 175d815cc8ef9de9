import { createHash } from "node:crypto";
import * as z from "zod";

/** The attributes a sender puts beside the body, on the wire and in the store alike; binary values are base64. */
export const messageAttributes = z.record(
  z.string().regex(/^[A-Za-z0-9_.-]{1,256}$/),
  z.strictObject({
    DataType: z.string().regex(/^(String|Number|Binary)(\..+)?$/),
    StringValue: z.string().exactOptional(),
    BinaryValue: z.base64().exactOptional(),
  }),
);

export type MessageAttributes = z.infer<typeof messageAttributes>;

const mostAttributes = 10;
const reservedName = /^(aws|amazon)\./i;
const misplacedPeriod = /^\.|\.$|\.\./;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const mostDigits = 38;

/** Why a message cannot have these attributes. Source: Amazon SQS Developer Guide, "Amazon SQS message metadata". */
export const attributeProblem = (attributes: MessageAttributes): string | undefined => {
  const entries = Object.entries(attributes);
  if (entries.length > mostAttributes) {
    return `Number of message attributes [${entries.length}] exceeds the allowed maximum [${mostAttributes}].`;
  }
  return entries
    .map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (reservedName.test(name) || misplacedPeriod.test(name)) {
        return `The message attribute name '${name}' is invalid.`;
      }
      const [type = ""] = DataType.split(".");
      const [value, other] = type === "Binary" ? [BinaryValue, StringValue] : [StringValue, BinaryValue];
      if (value === undefined || value === "" || other !== undefined) {
        return `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`;
      }
      const isNumber = decimal.test(value) && value.replace(/e.*$/i, "").replace(/\D/g, "").length <= mostDigits;
      return type === "Number" && !isNumber ? `Could not cast message attribute '${name}' value to number.` : undefined;
    })
    .find((problem) => problem !== undefined);
};

/** MD5 as hexadecimal digits; the SDK compares it with what it sent. */
export const md5OfText = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");

/**
 * The digest by which the SDK sees that attributes arrived unchanged: names in order, each name, type and value
 * preceded by its length, a 1 before text and a 2 before bytes.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export const md5OfAttributes = (attributes: MessageAttributes): string => {
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes).sort(byName)) {
    const binary = DataType.startsWith("Binary");
    add(Buffer.from(name, "utf8"));
    add(Buffer.from(DataType, "utf8"));
    hash.update(Uint8Array.of(binary ? 2 : 1));
    add(binary ? Buffer.from(BinaryValue ?? "", "base64") : Buffer.from(StringValue ?? "", "utf8"));
  }
  return hash.digest("hex");
};

/** How many bytes the attributes count towards the largest message. */
export const attributeBytes = (attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue ?? "") +
      Buffer.byteLength(BinaryValue ?? "", "base64"),
    0,
  );

const byName = ([one]: [string, unknown], [other]: [string, unknown]): number =>
  one < other ? -1 : one > other ? 1 : 0;
