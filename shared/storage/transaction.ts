import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  PutCommand,
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type PutCommandInput,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";

export type Write = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** DynamoDB takes this many writes in one transaction. */
export const writesPerTransaction = 100;

/** Another writer was first: read again, decide again. */
export class StateMoved extends Error {
  constructor(options?: ErrorOptions) {
    super("the record has moved since it was read", options);
    this.name = "StateMoved";
  }
}

const otherWriter = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

/**
 * All of the writes or none.
 * @throws StateMoved when a condition no longer holds or another transaction is under way on the same record.
 */
export const commit = async (documents: DynamoDBDocumentClient, writes: readonly Write[]): Promise<void> => {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: [...writes] }));
  } catch (error) {
    if (
      error instanceof TransactionCanceledException &&
      error.CancellationReasons?.some((reason) => otherWriter.has(reason.Code ?? "")) === true
    )
      throw new StateMoved({ cause: error });
    throw error;
  }
};

/** One write by itself. @throws StateMoved when its condition no longer holds. */
export const putUnlessMoved = async (documents: DynamoDBDocumentClient, put: PutCommandInput): Promise<void> => {
  try {
    await documents.send(new PutCommand(put));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new StateMoved({ cause: error });
    throw error;
  }
};

/** Reads, decides and writes again when another writer was first. @throws StateMoved after the last try. */
export const retryWhenMoved = async <T>(tries: number, attempt: () => Promise<T>): Promise<T> => {
  for (let left = tries; ; left -= 1)
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StateMoved) || left <= 1) throw error;
    }
};
