import * as z from "zod";
import { invalid } from "./attribute-value.ts";
import { keyAttributes, type KeyAttribute, type KeySchema } from "./key-schema.ts";

/** What CreateTable and AWS::DynamoDB::Table say of a table, in DynamoDB's own shape. */

const name = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,255}$/, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");

export const keySchemaShape = z
  .array(z.strictObject({ AttributeName: z.string().min(1).max(255), KeyType: z.enum(["HASH", "RANGE"]) }))
  .min(1)
  .max(2);

export const attributeDefinitionsShape = z.array(
  z.strictObject({ AttributeName: z.string().min(1).max(255), AttributeType: z.enum(["S", "N", "B"]) }),
);

const projectionShape = z.strictObject({
  ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
  NonKeyAttributes: z.array(z.string()).max(100).optional(),
});

export const globalSecondaryIndexShape = z.strictObject({
  IndexName: name,
  KeySchema: keySchemaShape,
  Projection: projectionShape,
});

export const streamViewTypeShape = z.enum(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]);

/** The host's form of a table: camel case outside, the template's own blocks inside. */
export const tableDefinitionShape = z.strictObject({
  tableName: name,
  arn: z.string(),
  keySchema: keySchemaShape,
  attributeDefinitions: attributeDefinitionsShape,
  globalSecondaryIndexes: z.array(globalSecondaryIndexShape).max(20).optional(),
  streamViewType: streamViewTypeShape.optional(),
  /** Last part of the stream's ARN, where the template had to know it beforehand; else the moment of creation. */
  streamLabel: z.string().optional(),
  timeToLiveAttribute: z.string().optional(),
  /** The customer key the table is encrypted with; without one it is DynamoDB's own. */
  keyArn: z.string().optional(),
});

export type TableDefinition = z.infer<typeof tableDefinitionShape>;
export type StreamViewType = z.infer<typeof streamViewTypeShape>;

export type Index = {
  readonly name: string;
  readonly schema: KeySchema;
  /** `undefined` projects everything; otherwise these attributes beside the keys. */
  readonly projected: ReadonlySet<string> | undefined;
};

/** A table as the service works with it. */
export type Table = {
  readonly id: number;
  readonly definition: TableDefinition;
  readonly schema: KeySchema;
  readonly indexes: readonly Index[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Last part of the stream's ARN, when the table has a stream. */
  readonly streamLabel: string | undefined;
};

/** Reads keys and indexes out of a definition. Throws ValidationException when they do not fit the attributes. */
export const readTable = (
  definition: TableDefinition,
  stored: { id: number; createdAt: number; streamLabel: string | undefined },
): Table => {
  const schema = readKeySchema(definition, definition.keySchema);
  const indexes = (definition.globalSecondaryIndexes ?? []).map((index): Index => {
    const indexSchema = readKeySchema(definition, index.KeySchema);
    const keys = [...keyAttributes(schema), ...keyAttributes(indexSchema)].map((key) => key.name);
    const others = index.Projection.NonKeyAttributes ?? [];
    return {
      name: index.IndexName,
      schema: indexSchema,
      projected: index.Projection.ProjectionType === "ALL" ? undefined : new Set([...keys, ...others]),
    };
  });
  assertOnlyKeysDefined(definition, [schema, ...indexes.map((index) => index.schema)]);
  return { definition, schema, indexes, ...stored };
};

const readKeySchema = (definition: TableDefinition, schema: z.infer<typeof keySchemaShape>): KeySchema => {
  const [first, second] = schema;
  if (first?.KeyType !== "HASH" || (second !== undefined && second.KeyType !== "RANGE")) {
    throw invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  return {
    partition: readKeyAttribute(definition, first.AttributeName),
    sort: second && readKeyAttribute(definition, second.AttributeName),
  };
};

const readKeyAttribute = (definition: TableDefinition, keyName: string): KeyAttribute => {
  const found = definition.attributeDefinitions.find((attribute) => attribute.AttributeName === keyName);
  if (found === undefined) {
    const defined = definition.attributeDefinitions.map((attribute) => attribute.AttributeName);
    throw invalid(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${keyName}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  }
  return { name: keyName, type: found.AttributeType };
};

const assertOnlyKeysDefined = (definition: TableDefinition, schemas: readonly KeySchema[]): void => {
  const keys = new Set(schemas.flatMap(keyAttributes).map((key) => key.name));
  if (definition.attributeDefinitions.some((attribute) => !keys.has(attribute.AttributeName))) {
    throw invalid(
      "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
};

/** The ARN of a table's stream, or undefined when it has none. */
export const streamArn = (table: Table): string | undefined =>
  table.streamLabel === undefined ? undefined : `${table.definition.arn}/stream/${table.streamLabel}`;
