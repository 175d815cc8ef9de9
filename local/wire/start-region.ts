import path from "node:path";
import { faultyDisk } from "../faults/faulty-disk.ts";
import { faultyPassing, type Passing } from "../faults/passing.ts";
import { rottingObjects } from "../faults/rotting-objects.ts";
import { createLambdaService } from "../lambda/lambda-service.ts";
import type { Mapping } from "../lambda/queue-mapping.ts";
import { openStreamCheckpoints } from "../lambda/stream-checkpoints.ts";
import type { Partition } from "../network/partition.ts";
import type { Service } from "../network/service.ts";
import { createDynamoDbService } from "../aws/dynamodb/service.ts";
import { createEventBridgeService } from "../aws/eventbridge/eventbridge-service.ts";
import type { EventBridgeService } from "../aws/eventbridge/eventbridge-service.ts";
import { createKmsService } from "../aws/kms/kms-service.ts";
import type { ObjectEvent } from "../aws/s3/event-outbox.ts";
import { createS3Service } from "../aws/s3/s3-service.ts";
import { openMail } from "../aws/sns/mail.ts";
import { createSqsService } from "../aws/sqs/sqs-service.ts";
import { createDeliver } from "./delivery.ts";
import { createEventRules } from "./event-rules.ts";
import { startEventSources } from "./event-sources.ts";
import { checkExecutionRoles } from "./execution-roles.ts";
import { openFunctionLogs } from "./function-log.ts";
import { createAsynchronous, createPools } from "./functions.ts";
import type { Region, RegionContext } from "./region.ts";
import { createSearchEngine } from "./search-engine.ts";
import { createBuckets, createKeys, createQueues, createTables, subscribersOf } from "./stored-resources.ts";

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

export type RegionOptions = {
  readonly partition: Partition;
  /** Finds the regions that stand, for what crosses the line. */
  readonly region: (name: string) => Region | undefined;
  readonly moreServices: MoreServices;
};

/**
 * Makes everything the templates define in one region.
 *
 * @throws TemplateError for what the host does not know or the templates do not grant; nothing stays open then.
 */
export const startRegion = async (context: RegionContext, options: RegionOptions): Promise<StandingRegion> => {
  const opened: Closable[] = [];
  try {
    return standUp(context, options, opened);
  } catch (error) {
    await closeAll(context, opened);
    throw error;
  }
};

type Closable = { readonly close: () => Promise<void> };

const closeAll = async ({ report }: RegionContext, opened: readonly Closable[]): Promise<void> => {
  for (const one of opened) await one.close().catch((error: unknown) => report(`closing: ${String(error)}`));
};

/** What hands on events is opened after what takes them and therefore closed before it. */
const standUp = (context: RegionContext, options: RegionOptions, opened: Closable[]): StandingRegion => {
  const { now, region, accountId, partition, authorize, faults } = context;
  const keep = <Opened extends Closable>(one: Opened): Opened => {
    opened.unshift(one);
    return one;
  };
  const passing = faultyPassing(faults);
  const shared = (name: string, service = name) => ({
    directory: path.join(context.directory, name),
    disk: faultyDisk(region, service, faults),
    region,
    accountId,
    partition,
    now,
    authorize,
  });
  checkExecutionRoles(context);
  const logs = keep(openFunctionLogs(path.join(context.directory, "logs")));
  const pools = createPools(context, logs);
  const checkpoints = openStreamCheckpoints(path.join(context.directory, "lambda"), shared("lambda").disk);
  keep({ close: () => Promise.resolve(checkpoints.close()) });
  const sqs = keep(createSqsService({ ...shared("sqs"), url: () => context.endpoints.services }));
  createQueues(context, sqs);
  const mail = openMail({ ...shared("mail", "sns"), subscribers: subscribersOf(context) });
  const sendTo = (queueArn: string, body: string): void => void sqs.send(queueArn, body);
  const asynchronous = keep(createAsynchronous(context, pools, sendTo, shared("lambda").disk));
  const dynamodb = keep(createDynamoDbService(shared("dynamodb")));
  createTables(context, dynamodb);
  const kms = keep(createKmsService(shared("kms")));
  createKeys(context, kms);
  const deliver = createDeliver(region, { ...options, passing });
  const eventBridge = keep(createEventBridgeService({ ...shared("eventbridge", "events"), deliver }));
  createEventRules(context, eventBridge);
  const s3 = keep(createS3Service({ ...shared("s3"), ...s3Wiring(context, eventBridge, passing) }));
  createBuckets(context, s3);
  const more: Readonly<Record<string, Service>> = { ...createSearchEngine(context), ...options.moreServices(context) };
  Object.values(more).forEach(keep);
  const lambda = createLambdaService({ pools, asynchronous, authorize });
  const services = new Map<string, Service>(
    Object.entries({
      s3: rottingObjects(s3, region, faults),
      dynamodb,
      sqs,
      kms,
      events: eventBridge,
      lambda,
      ...more,
    }),
  );

  const standing: Region = { context, services, sqs, mail, dynamodb, eventBridge, pools, asynchronous };
  let mappings: readonly Mapping[] = [];
  return {
    ...standing,
    feed: () => {
      mappings = startEventSources(standing, checkpoints, sendTo);
    },
    stopFunctions: async () => {
      const unfed = Promise.all([...mappings.map((mapping) => mapping.close()), asynchronous.stop()]);
      await Promise.race([unfed, pause(FAREWELL_MS)]);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await unfed;
    },
    close: () => closeAll(context, opened),
  };
};

const s3Wiring = (context: RegionContext, eventBridge: EventBridgeService, passing: Passing) => ({
  account: context.accountId,
  secretOf: (accessKeyId: string) => context.principals.byAccessKey.get(accessKeyId)?.credentials.secretAccessKey,
  onEvent: (event: ObjectEvent): Promise<void> =>
    passing(
      { region: context.region, service: "s3", operation: event["detail-type"], bucket: event.detail.bucket.name },
      async () => {
        eventBridge.publish({
          source: event.source,
          detailType: event["detail-type"],
          detail: event.detail,
          resources: event.resources,
          time: Date.parse(event.time),
        });
        await Promise.resolve();
      },
    ),
});

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
