import type { AuthorizeService } from "../access/authorization.ts";
import type { Principals } from "../access/principals.ts";
import type { Faults } from "../faults/faults.ts";
import type { AsynchronousQueue } from "../lambda/asynchronous-queue.ts";
import type { FunctionPool } from "../lambda/function-pool.ts";
import type { Authorize, Service } from "../network/service.ts";
import type { DynamoDbService } from "../aws/dynamodb/service.ts";
import type { EventBridgeService } from "../aws/eventbridge/eventbridge-service.ts";
import type { SqsService } from "../aws/sqs/sqs-service.ts";
import type { DeployedApp } from "../template/deployed-app.ts";
import type { Mail } from "../aws/sns/mail.ts";

/** What every service of a region is made with. */
export type RegionContext = {
  readonly app: DeployedApp;
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  /** The region's own folder of the host's home. */
  readonly directory: string;
  readonly endpoints: { readonly services: string; readonly api: string };
  readonly now: () => number;
  readonly authorize: Authorize;
  readonly authorizeService: AuthorizeService;
  readonly principals: Principals;
  readonly faults: Faults;
  readonly report: (problem: string) => void;
};

/** One running region. */
export type Region = {
  readonly context: RegionContext;
  /** By the name requests are signed for. */
  readonly services: ReadonlyMap<string, Service>;
  readonly sqs: SqsService;
  readonly mail: Mail;
  readonly dynamodb: DynamoDbService;
  readonly eventBridge: EventBridgeService;
  /** By function ARN. */
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly asynchronous: AsynchronousQueue;
};
