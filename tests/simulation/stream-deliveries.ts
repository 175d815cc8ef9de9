import type { DynamoDBRecord } from "aws-lambda";
import { eventSourceMappingType } from "../../local/template/resource-types/function.ts";
import { tableType } from "../../local/template/resource-types/table.ts";
import type { Begun, Deliverable } from "./deliverable.ts";
import { functionNamed } from "./simulated-app.ts";
import type { World } from "./world.ts";

/** The streams that feed functions, each read in order: what fails comes again, halved, until its retries are used up. */
export const streamDeliveries = (world: World) => {
  const { simulated, chance, faults } = world;
  const tables = simulated.app.all(tableType);
  /** The host reads a stream by its table's ARN. */
  const tableOf = (stream: string): string => {
    const found = tables.find((table) => table.attribute("StreamArn") === stream);
    if (found === undefined) throw new Error(`no table has the stream ${stream}`);
    return found.arn;
  };
  const readers = simulated.app
    .all(eventSourceMappingType)
    .filter(({ properties }) => properties.EventSourceArn.includes(":dynamodb:"))
    .map(({ region, properties }) => ({
      region,
      arn: tableOf(properties.EventSourceArn),
      batchSize: properties.BatchSize ?? 100,
      retries: properties.MaximumRetryAttempts < 0 ? Infinity : properties.MaximumRetryAttempts,
      bisects: properties.BisectBatchOnFunctionError,
      name: functionNamed(properties.FunctionName),
      after: "TRIM_HORIZON",
      failures: 0,
      most: Infinity,
    }));
  type Reader = (typeof readers)[number];

  const read = ({ region, arn, after }: Reader, limit: number) =>
    world.servicesOf(region).dynamodb.readStream({ streamArn: arn, after, limit });

  const advance = (reader: Reader, last: string): void => {
    Object.assign(reader, { after: last, failures: 0, most: Infinity });
  };

  const begin = (reader: Reader): Begun | undefined => {
    const { region, name, retries, bisects } = reader;
    const { records, last } = read(reader, Math.min(chance.between(1, reader.batchSize), reader.most));
    if (records.length === 0) return undefined;
    const label = `${region} ${name} gets ${records.length} records`;
    if (faults.hits("lost-stream-batch")) {
      advance(reader, last);
      return { label: `${label}, and is given up`, spared: false, tasks: [], end: () => undefined };
    }
    const worker = world.borrow(region, name);
    if (worker.kind !== "stream") throw new Error(`${name} does not work from a stream`);
    const spared = reader.failures >= retries;
    return {
      label,
      spared,
      tasks: [() => worker.work(records as unknown as DynamoDBRecord[])],
      end: (end) => {
        if (end !== "crashed") world.giveBack(region, name, worker);
        if (end !== "crashed" && end[0]?.status === "fulfilled") {
          if (spared || !faults.hits("repeated-stream-batch")) advance(reader, last);
          else world.trace(`  the batch of ${name} will come again`);
          return;
        }
        reader.failures += 1;
        if (bisects) reader.most = Math.max(1, Math.ceil(records.length / 2));
      },
    };
  };

  return {
    ready: (): Deliverable[] =>
      readers
        .filter((reader) => read(reader, 1).records.length > 0)
        .map((reader) => ({ kind: "invocation", begin: () => begin(reader) })),
  };
};
export type StreamDeliveries = ReturnType<typeof streamDeliveries>;
