import { afterAll, beforeAll, describe } from "vitest";
import { createDynamoDbService } from "../../../local/aws/dynamodb/service.ts";
import { javaForDynamoDbLocal, startDynamoDbLocal } from "../../support/dynamodb-local.ts";
import { allowAll, serveService, temporaryDirectory } from "../../support/serve-service.ts";
import { askAt, type Ask } from "./ask.ts";

export type TargetName = "the stand-in" | "DynamoDB Local";

type Running = { readonly ask: Ask; readonly close: () => Promise<void> };

const startStandIn = async (): Promise<Running> => {
  const directory = await temporaryDirectory();
  const service = createDynamoDbService({
    directory: directory.path,
    region: "cn-north-1",
    accountId: "000000000000",
    partition: "aws-cn",
    now: Date.now,
    authorize: allowAll,
  });
  const server = await serveService(() => service);
  const close = async (): Promise<void> => {
    await server.close();
    await service.close();
    await directory.remove();
  };
  return { ask: askAt(server.url), close };
};

const java = javaForDynamoDbLocal();

/** A short life is better started than optimised. */
const quickStart = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

const startPeer = async (program: string): Promise<Running> => {
  const { url, close } = await startDynamoDbLocal(program, quickStart);
  return { ask: askAt(url), close };
};

const starts: readonly { readonly name: TargetName; readonly start: () => Promise<Running> }[] = [
  { name: "the stand-in", start: startStandIn },
  ...(java === undefined ? [] : [{ name: "DynamoDB Local" as const, start: () => startPeer(java) }]),
];

/** Promises the same of the stand-in and, where Java is installed, of DynamoDB Local. */
export const onEachTarget = (promises: (ask: Ask, target: TargetName) => void): void => {
  for (const { name, start } of starts) {
    describe(`on ${name}`, () => {
      let running: Running;
      beforeAll(async () => {
        running = await start();
      });
      afterAll(() => running.close());
      promises((operation, body) => running.ask(operation, body), name);
    });
  }
};

/** Both at once, for what compares their answers; `undefined` without Java. */
export const startBoth =
  java === undefined
    ? undefined
    : async (): Promise<{ standIn: Running; peer: Running }> => {
        const [standIn, peer] = await Promise.all([startStandIn(), startPeer(java)]);
        return { standIn, peer };
      };
