import { join } from "node:path";
import { createDynamoDbService } from "../../local/aws/dynamodb/service.ts";
import { createOpenSearchService } from "../../local/aws/opensearch/opensearch-service.ts";
import type { ObjectEvent } from "../../local/aws/s3/event-outbox.ts";
import { createS3Service } from "../../local/aws/s3/s3-service.ts";
import { createSqsService } from "../../local/aws/sqs/sqs-service.ts";
import type { Service } from "../../local/network/service.ts";
import { createBuckets, createQueues, createTables } from "../../local/wire/stored-resources.ts";
import { allowAll } from "../support/serve-service.ts";
import { openEventRouting } from "./event-routing.ts";
import type { SimulatedApp } from "./simulated-app.ts";

/** The stand-ins of one region, with all that the templates define in it. What happens when is left to the caller. */
export const openRegionServices = (simulated: SimulatedApp, region: string, folder: string, now: () => number) => {
  const shared = (name: string) => ({
    directory: join(folder, region, name),
    region,
    accountId: simulated.app.accountId,
    partition: "aws-cn",
    now,
    authorize: allowAll,
  });
  const context = { app: simulated.app, region };
  const objectEvents: ObjectEvent[] = [];
  const sqs = createSqsService({ ...shared("sqs"), url: () => `https://${region}.simulated` });
  createQueues(context, sqs);
  const dynamodb = createDynamoDbService(shared("dynamodb"));
  createTables(context, dynamodb);
  const s3 = createS3Service({
    ...shared("s3"),
    account: simulated.app.accountId,
    onEvent: (event) => {
      objectEvents.push(event);
      return Promise.resolve();
    },
  });
  createBuckets(context, s3);
  const search = createOpenSearchService({ ...shared("opensearch"), domainArn: `arn:aws-cn:es:${region}:domain` });
  const events = openEventRouting(simulated, region, now);
  const services: Readonly<Record<string, Service>> = { s3, dynamodb, sqs, es: search, events: events.service };
  return {
    region,
    sqs,
    dynamodb,
    s3,
    events,
    /** "Object Created" and "Object Deleted" that S3 has not told the default bus of yet. */
    objectEvents,
    service: (name: string): Service => {
      const found = services[name];
      if (found === undefined) throw new Error(`the simulation has no service ${name}`);
      return found;
    },
    close: async (): Promise<void> => {
      for (const service of Object.values(services)) await service.close();
    },
  };
};
export type RegionServices = ReturnType<typeof openRegionServices>;
