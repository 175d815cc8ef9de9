import * as z from "zod";

const batchResponse = z.looseObject({
  batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string() })).nullish(),
});

/**
 * Which records of a batch failed, as a function with `ReportBatchItemFailures` answered: their identifiers, empty for
 * none; `"all"` when the answer is malformed or names a record that was not in the batch.
 * Source: Lambda Developer Guide, "Implementing partial batch responses".
 */
export const failedRecords = (payload: string, identifiers: readonly string[]): readonly string[] | "all" => {
  const answer: unknown = payload === "" ? undefined : JSON.parse(payload);
  if (answer === undefined || answer === null) return [];
  const parsed = batchResponse.safeParse(answer);
  if (!parsed.success) return "all";
  const failed = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((identifier) => identifiers.includes(identifier)) ? failed : "all";
};
