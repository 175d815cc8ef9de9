import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operation, type Operation, type WithTable } from "./arbitrary-operation.ts";
import type { Answer, Ask } from "./ask.ts";
import { comparable } from "./comparable-answer.ts";
import { startBoth } from "./targets.ts";

/** About so many operations are tried; more by `LANTAI_OPERATIONS`. A run is repeated by its `LANTAI_SEED`. */
const operations = Number(process.env["LANTAI_OPERATIONS"] ?? "1000");
const seed = Number(process.env["LANTAI_SEED"] ?? fc.sample(fc.integer(), 1)[0]);
const longestRun = 100;

const definition = {
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "p", KeyType: "HASH" },
    { AttributeName: "s", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "p", AttributeType: "S" },
    { AttributeName: "s", AttributeType: "N" },
    { AttributeName: "g", AttributeType: "S" },
    { AttributeName: "h", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-g",
      KeySchema: [
        { AttributeName: "g", KeyType: "HASH" },
        { AttributeName: "h", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
    {
      IndexName: "by-h",
      KeySchema: [{ AttributeName: "h", KeyType: "HASH" }],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["a"] },
    },
  ],
};

/** The answer, of a reading all its pages. */
const answerOf = async (ask: Ask, { name, input }: Operation): Promise<Answer> => {
  const first = await ask(name, input);
  const items = [first["Items"]];
  let last = first["LastEvaluatedKey"];
  while (last !== undefined) {
    const page = await ask(name, { ...input, ExclusiveStartKey: last });
    items.push(page["Items"]);
    last = page["LastEvaluatedKey"];
  }
  return items[0] === undefined ? first : { Items: items.flat() };
};

describe.runIf(startBoth !== undefined)("with random operations", () => {
  let both: Awaited<ReturnType<NonNullable<typeof startBoth>>>;
  beforeAll(async () => {
    both = await startBoth!();
  });
  afterAll(() => Promise.all([both.standIn.close(), both.peer.close()]));

  it(
    "the stand-in and DynamoDB Local give the same answers and keep the same items",
    { timeout: 1_800_000 },
    async () => {
      let tables = 0;
      let done = 0;
      const agree = async (asked: Operation): Promise<void> => {
        const [standIn, peer] = await Promise.all([answerOf(both.standIn.ask, asked), answerOf(both.peer.ask, asked)]);
        expect(comparable(asked, standIn), JSON.stringify(asked)).toEqual(comparable(asked, peer));
      };
      process.stdout.write(`random operations: LANTAI_SEED=${seed} LANTAI_OPERATIONS=${operations}\n`);
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation, { maxLength: longestRun, size: "max" }),
          async (run: readonly WithTable[]) => {
            const TableName = `random-${(tables += 1)}`;
            for (const { ask } of [both.standIn, both.peer]) await ask("CreateTable", { TableName, ...definition });
            for (const withTable of run) {
              await agree(withTable(TableName));
              done += 1;
            }
            for (const IndexName of [undefined, "by-g", "by-h"])
              await agree({ name: "Scan", input: { TableName, IndexName } });
            for (const { ask } of [both.standIn, both.peer]) await ask("DeleteTable", { TableName });
          },
        ),
        { seed, numRuns: Math.ceil((2 * operations) / longestRun), unbiased: true },
      );
      process.stdout.write(`random operations: ${done} in ${tables} tables without a difference\n`);
    },
  );
});
