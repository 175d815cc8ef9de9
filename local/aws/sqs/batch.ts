import * as z from "zod";
import { AwsError } from "../../network/aws-json.ts";
import { invalid } from "./queue-access.ts";

/** What is wrong with an entry beyond its id is that entry's failure, not the batch's. */
export const batchInput = z.strictObject({ QueueUrl: z.string(), Entries: z.array(z.looseObject({ Id: z.string() })) });

const mostEntries = 10;
const entryId = /^[A-Za-z0-9_-]{1,80}$/;

/** Throws the error of a batch that is refused as a whole. */
const requireBatch = (entries: readonly { Id: string }[]): void => {
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > mostEntries) {
    throw new AwsError("TooManyEntriesInBatchRequest", `Maximum number of entries per request are ${mostEntries}.`);
  }
  if (entries.some(({ Id }) => !entryId.test(Id))) {
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries have the same Id.");
  }
};

/** Runs a batch entry by entry; one entry's error is its own, except a failure of the service itself. */
export const eachEntry = <Entry, Result extends object>(
  entries: readonly { Id: string }[],
  schema: z.ZodType<Entry>,
  run: (entry: Entry) => Result,
) => {
  requireBatch(entries);
  const Successful: (Result & { Id: string })[] = [];
  const Failed: { Id: string; SenderFault: true; Code: string; Message: string }[] = [];
  for (const entry of entries) {
    const parsed = schema.safeParse(entry);
    try {
      if (!parsed.success) {
        throw invalid(z.prettifyError(parsed.error));
      }
      Successful.push({ Id: entry.Id, ...run(parsed.data) });
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
};
