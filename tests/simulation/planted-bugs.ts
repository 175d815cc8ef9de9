import { TransactWriteCommand, UpdateCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { countPrefix, pagePrefix } from "../../shared/storage/record-keys.ts";
import type { Write } from "../../shared/storage/transaction.ts";
import { productParts, type Parts } from "./parts.ts";

/** The product's document client, but for what it does with transactions. */
const withTransactions =
  (
    change: (writes: readonly Write[], documents: DynamoDBDocumentClient) => Promise<Write[]>,
  ): Parts["documentClient"] =>
  (client) => {
    const documents = productParts.documentClient(client);
    const send = documents.send.bind(documents);
    documents.send = (async (command: unknown) => {
      if (!(command instanceof TransactWriteCommand)) return send(command as TransactWriteCommand);
      const TransactItems = await change(command.input.TransactItems ?? [], documents);
      return send(new TransactWriteCommand({ ...command.input, TransactItems }));
    }) as typeof documents.send;
    return documents;
  };

const queueTo = (url: string, name: string): boolean => url.endsWith(`/lantai-${name}`);

/** Every other receipt is lost on its way home, and what waits for one is not reminded of. */
const droppedReceipt: Parts = {
  ...productParts,
  workQueue: (url, region, client) => {
    const queue = productParts.workQueue(url, region, client);
    let sent = 0;
    return queueTo(url, "receipts")
      ? { send: (message) => ((sent += 1) % 2 === 0 ? Promise.resolve() : queue.send(message)) }
      : queue;
  },
  pageStore: (documents, table) => ({ ...productParts.pageStore(documents, table), owed: () => Promise.resolve([]) }),
};

/** A page is written whether or not it is still as it was read. */
const missingCondition: Parts = {
  ...productParts,
  documentClient: withTransactions((writes) =>
    Promise.resolve(
      writes.map(({ Put, ...other }): Write => {
        if (Put === undefined) return other;
        const { TableName, Item } = Put;
        return { Put: String(Put.Item?.["sk"]).startsWith(pagePrefix) ? { TableName, Item } : Put };
      }),
    ),
  ),
};

/** The proof of a copy is noted when the page was read, before anybody has read the copy back. */
const earlySafe: Parts = {
  ...productParts,
  pageChanges: (documents, tables) => {
    const changes = productParts.pageChanges(documents, tables);
    return {
      commit: ({ before, after }, event) => {
        const { file, reading, revision } = after;
        if (event.type !== "page-read" || reading.state !== "read") return changes.commit({ before, after }, event);
        const proof = { state: "proven" as const, revision, sha256: file.sha256, ocrSha256: reading.sha256 };
        const replicas = after.replicas.map(({ region }) => ({ region, ...proof, provenAt: event.time }));
        return changes.commit({ before, after: { ...after, replicas } }, event);
      },
    };
  },
};

/** What the index refuses is taken for done. */
const swallowedError: Parts = {
  ...productParts,
  searchIndex: (fetch) => {
    const index = productParts.searchIndex(fetch);
    return { ...index, put: (...page) => index.put(...page).catch(() => undefined) };
  },
};

/** Counts are moved by themselves, before the transaction that they belong to. */
const nonIdempotentCounter: Parts = {
  ...productParts,
  documentClient: withTransactions(async (writes, documents) => {
    const counts = writes.flatMap(({ Update }) =>
      String(Update?.Key?.["sk"]).startsWith(countPrefix) ? (Update ?? []) : [],
    );
    for (const count of counts) await documents.send(new UpdateCommand(count));
    return writes.filter(({ Update }) => !String(Update?.Key?.["sk"]).startsWith(countPrefix));
  }),
};

/** Mistakes that the simulation must notice, each in the place of a part of the product. */
export const plantedBugs: Readonly<Record<string, Parts>> = {
  "a dropped receipt": droppedReceipt,
  "a missing condition on a write": missingCondition,
  "an early safe": earlySafe,
  "a swallowed error": swallowedError,
  "a non-idempotent counter": nonIdempotentCounter,
};
