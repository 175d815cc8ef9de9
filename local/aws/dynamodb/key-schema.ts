import { createHash } from "node:crypto";
import { AwsError } from "../../network/aws-json.ts";
import {
  attribute,
  invalid,
  orderBytes,
  typeOf,
  valueSize,
  type AttributeValue,
  type Item,
} from "./attribute-value.ts";

/** Keys of a table or index, and the bytes under which SQLite keeps them in DynamoDB's order. */

export type KeyAttribute = { readonly name: string; readonly type: "S" | "N" | "B" };

export type KeySchema = { readonly partition: KeyAttribute; readonly sort: KeyAttribute | undefined };

/** Where an item stands: rows are ordered by `partition`, then `sort`. Without a sort key, `sort` is empty. */
export type KeyBytes = { readonly partition: Buffer; readonly sort: Buffer };

const longestPartitionKeyBytes = 2048;
const longestSortKeyBytes = 1024;
/** Bytes of digest before each partition key. They scatter the partitions, as DynamoDB's own hash does. */
const scatterBytes = 4;

/** A key that does not fit its table; a transaction is then cancelled, where a single write is refused. */
export class KeyError extends AwsError {
  constructor(message: string) {
    super("ValidationException", message);
  }
}

export const keyAttributes = ({ partition, sort }: KeySchema): readonly KeyAttribute[] =>
  sort === undefined ? [partition] : [partition, sort];

/** A partition's bytes: equal exactly for equal keys, and in the scattered order in which a scan meets them. */
export const partitionBytes = (value: AttributeValue): Buffer => {
  const key = orderBytes(value) ?? Buffer.alloc(0);
  return Buffer.concat([createHash("md5").update(key).digest().subarray(0, scatterBytes), key]);
};

/** The partitions of one of `total` segments of a parallel scan: from (included) and to (excluded). */
export const segmentBounds = (segment: number, total: number): { from: Buffer; to: Buffer | undefined } => ({
  from: scatter(Math.floor((segment * 2 ** 32) / total)),
  to: segment + 1 === total ? undefined : scatter(Math.floor(((segment + 1) * 2 ** 32) / total)),
});

const scatter = (position: number): Buffer => {
  const bytes = Buffer.alloc(scatterBytes);
  bytes.writeUInt32BE(position);
  return bytes;
};

/** The smallest bytes that follow every value with this prefix; undefined when none do. */
export const bytesAfterPrefix = (prefix: Buffer): Buffer | undefined => {
  const last = prefix.findLastIndex((byte) => byte !== 0xff);
  const next = prefix[last];
  return next === undefined ? undefined : Buffer.concat([prefix.subarray(0, last), Buffer.from([next + 1])]);
};

/** The key of an item to be written. Throws ValidationException when it is missing, of a wrong type or size. */
export const keyOfItem = (item: Item, schema: KeySchema): KeyBytes => {
  for (const { name, type } of keyAttributes(schema)) {
    const value = attribute(item, name);
    if (value === undefined) {
      throw new KeyError(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    }
    if (typeOf(value) !== type) {
      throw new KeyError(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    }
  }
  return keyBytes(item, schema);
};

/** The key a request names. Throws ValidationException unless it has exactly the attributes of the schema. */
export const keyOfRequest = (key: Item, schema: KeySchema): KeyBytes => {
  const expected = keyAttributes(schema);
  const fits =
    Object.keys(key).length === expected.length &&
    expected.every(({ name, type }) => {
      const value = attribute(key, name);
      return value !== undefined && typeOf(value) === type;
    });
  if (!fits) {
    throw new KeyError("The provided key element does not match the schema");
  }
  return keyBytes(key, schema);
};

/** Throws ValidationException when an item has an attribute of the index's key in a form the index cannot take. */
export const assertIndexable = (item: Item, schema: KeySchema, indexName: string): void => {
  for (const { name, type } of keyAttributes(schema)) {
    const value = attribute(item, name);
    if (value !== undefined && typeOf(value) !== type) {
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
      );
    }
    if (value !== undefined && valueSize(value) === 0) {
      throw invalid(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${emptyWord(type)} value. IndexName: ${indexName}, IndexKey: ${name}`,
      );
    }
  }
  indexKeyOfItem(item, schema);
};

/** The same of an item that an update would leave behind. */
export const assertUpdateIndexable = (item: Item, schema: KeySchema): void => {
  for (const { name, type } of keyAttributes(schema)) {
    const value = attribute(item, name);
    if (value !== undefined && typeOf(value) !== type) {
      throw invalid("The update expression attempted to update the secondary index key to unsupported type");
    }
    if (value !== undefined && valueSize(value) === 0) {
      throw invalid(
        `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${emptyWord(type)} value.`,
      );
    }
  }
};

/** The key of an item in an index, or undefined when it is not in the index. */
export const indexKeyOfItem = (item: Item, schema: KeySchema): KeyBytes | undefined => {
  const indexed = keyAttributes(schema).every(({ name, type }) => {
    const value = attribute(item, name);
    return value !== undefined && typeOf(value) === type && valueSize(value) > 0;
  });
  return indexed ? keyBytes(item, schema) : undefined;
};

/** The key attributes of an item, nothing else. */
export const onlyKey = (item: Item, ...schemas: readonly KeySchema[]): Item =>
  Object.fromEntries(
    schemas.flatMap(keyAttributes).flatMap(({ name }) => {
      const value = attribute(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const keyBytes = (item: Item, { partition, sort }: KeySchema): KeyBytes => {
  const hash = checked(attribute(item, partition.name), partition, longestPartitionKeyBytes, "hashkey");
  const range = sort && checked(attribute(item, sort.name), sort, longestSortKeyBytes, "rangekey");
  return { partition: partitionBytes(hash), sort: (range && orderBytes(range)) ?? Buffer.alloc(0) };
};

const checked = (
  value: AttributeValue | undefined,
  { name, type }: KeyAttribute,
  longest: number,
  role: "hashkey" | "rangekey",
): AttributeValue => {
  if (value === undefined) {
    throw new KeyError("The provided key element does not match the schema");
  }
  assertNotEmpty(value, { name, type });
  if (valueSize(value) > longest) {
    throw new KeyError(
      `One or more parameter values were invalid: Size of ${role} has exceeded the maximum size limit of${longest} bytes`,
    );
  }
  return value;
};

export const assertNotEmpty = (value: AttributeValue, { name, type }: KeyAttribute): void => {
  if (valueSize(value) === 0) {
    throw emptyKey(name, type);
  }
};

const emptyKey = (name: string, type: "S" | "N" | "B") =>
  new KeyError(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${emptyWord(type)} value. Key: ${name}`,
  );

const emptyWord = (type: "S" | "N" | "B"): string => (type === "B" ? "binary" : "string");
