import * as z from "zod";
import { placeholderValuesInput } from "./attribute-value-input.ts";

/** Parameters that several operations share. */

/** A table's name or its ARN. */
export const tableNameShape = z.string().min(1).max(1024);

export const capacityShape = {
  ReturnConsumedCapacity: z.enum(["INDEXES", "TOTAL", "NONE"]).optional(),
};

/** Accepted and answered with nothing: item collections exist only with local secondary indexes. */
export const collectionMetricsShape = { ReturnItemCollectionMetrics: z.enum(["SIZE", "NONE"]).optional() };

export const namesShape = { ExpressionAttributeNames: z.record(z.string(), z.string()).optional() };

export const placeholdersShape = { ...namesShape, ExpressionAttributeValues: placeholderValuesInput.optional() };

export const conditionalShape = {
  ...placeholdersShape,
  ConditionExpression: z.string().optional(),
  ReturnValuesOnConditionCheckFailure: z.enum(["ALL_OLD", "NONE"]).optional(),
};

/** The sentence DynamoDB says when a list of a request is too short or too long. */
export const memberCount = (parameter: string, atMost: number) => ({
  tooFew: `1 validation error detected: Value at '${parameter}' failed to satisfy constraint: Member must have length greater than or equal to 1`,
  tooMany: `1 validation error detected: Value at '${parameter}' failed to satisfy constraint: Member must have length less than or equal to ${atMost}`,
});
