import path from "node:path";
import { createLambdaService } from "../lambda/lambda-service.ts";
import type { Mapping } from "../lambda/queue-mapping.ts";
import { openStreamCheckpoints } from "../lambda/stream-checkpoints.ts";
import type { Partition } from "../network/partition.ts";
import type { Service } from "../network/service.ts";
import { createDynamoDbService } from "../services/dynamodb/service.ts";
import { createEventBridgeService } from "../services/eventbridge/eventbridge-service.ts";
import { createKmsService } from "../services/kms/kms-service.ts";
import { createS3Service } from "../services/s3/s3-service.ts";
import { createSqsService } from "../services/sqs/sqs-service.ts";
import { createDeliver } from "./delivery.ts";
import { createEventRules } from "./event-rules.ts";
import { startEventSources } from "./event-sources.ts";
import { openFunctionLogs } from "./function-log.ts";
import { createAsynchronous, createPools } from "./functions.ts";
import type { Region, RegionContext } from "./region.ts";
import { createSearchDomain } from "./search-domains.ts";
import { createBuckets, createKeys, createQueues, createTables } from "./stored-resources.ts";

/** A region whose services stand, but whose functions are not fed yet. */
export type StandingRegion = Region & {
  /** Begins to feed events to functions; to be called when every region stands. */
  readonly feed: () => void;
  /** Stops feeding, gives running functions a moment, and ends them. */
  readonly stopFunctions: () => Promise<void>;
  /** Closes the services; nothing may call them any more. */
  readonly close: () => Promise<void>;
};

/** Services beside those the host has itself, by the name requests are signed for. */
export type MoreServices = (context: RegionContext) => Readonly<Record<string, Service>>;

/** How long running invocations may still take when the host stops. */
const FAREWELL_MS = 2_000;

/**
 * Makes everything the templates define in one region. `region` finds the others, for what crosses the line.
 *
 * @throws TemplateError for what the host does not know or the templates do not grant.
 */
export const startRegion = (
  context: RegionContext,
  options: {
    readonly partition: Partition;
    readonly region: (name: string) => Region | undefined;
    readonly moreServices: MoreServices;
  },
): StandingRegion => {
  const { now, region, accountId, partition, authorize, report } = context;
  const shared = (name: string) => ({
    directory: path.join(context.directory, name),
    region,
    accountId,
    partition,
    now,
    authorize,
  });
  const logs = openFunctionLogs(path.join(context.directory, "logs"));
  const pools = createPools(context, logs);
  const sqs = createSqsService({ ...shared("sqs"), url: () => context.endpoints.services });
  createQueues(context, sqs);
  const sendTo = (queueArn: string, body: string): void => void sqs.send(queueArn, body);
  const asynchronous = createAsynchronous(context, pools, sendTo);
  const deliver = createDeliver(region, options.partition, (name) => options.region(name));
  const eventBridge = createEventBridgeService({ ...shared("eventbridge"), deliver });
  createEventRules(context, eventBridge);
  const dynamodb = createDynamoDbService(shared("dynamodb"));
  createTables(context, dynamodb);
  const kms = createKmsService(shared("kms"));
  createKeys(context, kms);
  const s3 = createS3Service({
    ...shared("s3"),
    account: accountId,
    secretOf: (accessKeyId) => context.principals.byAccessKey.get(accessKeyId)?.credentials.secretAccessKey,
    onEvent: async (event) => {
      await Promise.resolve();
      eventBridge.publish({
        source: event.source,
        detailType: event["detail-type"],
        detail: event.detail,
        resources: event.resources,
        time: Date.parse(event.time),
      });
    },
  });
  createBuckets(context, s3);

  const checkpoints = openStreamCheckpoints(path.join(context.directory, "lambda"));
  const services = new Map<string, Service>(
    Object.entries({
      // In the order of closing: what hands on events before what takes them.
      s3,
      events: eventBridge,
      dynamodb,
      sqs,
      kms,
      lambda: createLambdaService({ pools, asynchronous, authorize }),
      ...createSearchDomain(context),
      ...options.moreServices(context),
    }),
  );
  const standing: Region = { context, services, sqs, dynamodb, eventBridge, pools, asynchronous };
  let mappings: readonly Mapping[] = [];
  return {
    ...standing,
    feed: () => {
      mappings = startEventSources(standing, checkpoints, sendTo);
    },
    stopFunctions: async () => {
      const unfed = Promise.all([...mappings.map((mapping) => mapping.close()), asynchronous.close()]);
      await Promise.race([unfed, pause(FAREWELL_MS)]);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await unfed;
    },
    close: async () => {
      checkpoints.close();
      for (const service of services.values())
        await service.close().catch((error: unknown) => report(`closing: ${String(error)}`));
      await logs.close();
    },
  };
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
