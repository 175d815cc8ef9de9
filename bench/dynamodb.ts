/**
 * Time and memory of the stand-in for DynamoDB beside Amazon's DynamoDB Local, both over HTTP with the AWS SDK:
 * `node bench/dynamodb.ts [--items 100000,1000000]`. Prints markdown. Without Java it measures the stand-in alone.
 */
import { parseArgs } from "node:util";
import { javaForDynamoDbLocal } from "../tests/support/dynamodb-local.ts";
import { comparisonTable } from "./dynamodb/comparison-table.ts";
import { measureServer, type Measurement } from "./dynamodb/measure-server.ts";
import { startPeer, startStandIn } from "./dynamodb/servers.ts";

const defaultItems = "100000,1000000";

/** Prints one table for each number of items. */
export const run = async (itemCounts: readonly number[]): Promise<void> => {
  const java = javaForDynamoDbLocal();
  for (const items of itemCounts) {
    const standIn = await measured(startStandIn, items);
    const peer = java === undefined ? undefined : await measured(() => startPeer(java), items);
    console.log(`\n${items.toLocaleString("en")} items\n\n${comparisonTable(standIn, peer)}`);
  }
};

const measured = async (start: typeof startStandIn, items: number): Promise<Measurement> => {
  const server = await start();
  try {
    return await measureServer(server, items);
  } finally {
    await server.close();
  }
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { items: { type: "string", default: defaultItems } } });
  const counts = values.items.split(",").map(Number);
  if (!counts.every((count) => Number.isSafeInteger(count) && count > 0)) {
    console.error("usage: node bench/dynamodb.ts [--items COUNT,…]");
    process.exit(2);
  }
  await run(counts);
}
