import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { expect, vi } from "vitest";
import { bucketName, deadLetterQueueName, maxReceiveCount, queueName } from "../../../shared/contract/names.ts";
import type { FunctionName } from "../../../shared/contract/env.ts";
import type { QueueName } from "../../../shared/contract/names.ts";
import { documentClient } from "../../../shared/storage/documents.ts";
import { queueRecord } from "../../../local/wire/queue-record.ts";
import type { ReceivedMessage } from "../../../local/aws/sqs/message-store.ts";
import { eventually } from "../../support/serve-service.ts";
import type { StandingCells } from "./standing-cells.ts";

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
type Answer = { readonly statusCode: number; readonly body: string };

/** What a function is for, told by what it does: every path that needs a grant, each by itself. */
export type Scenario = {
  readonly function: FunctionName;
  readonly load: () => Promise<{ readonly handler: unknown }>;
  /** Instead of variables of the template that would not lead down every path. */
  readonly variables?: (stage: Stage) => Record<string, string>;
  readonly paths: Readonly<Record<string, (stage: Stage) => Promise<void>>>;
};

type HttpRequest = {
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** Who asks, instead of a person who may do everything. */
  readonly sub?: string;
  readonly roles?: string;
};

/** Unrestricted hands in one region, with which a test prepares and looks. */
export type Hands = ReturnType<typeof handsIn>;

/** One function of one region under its own credentials. */
export type Stage = {
  readonly here: Hands;
  readonly there: Hands;
  /** As a new execution environment: the module is loaded anew, under the function's own variables. */
  readonly coldStart: () => Promise<void>;
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly sendTo: (queue: QueueName, body: unknown) => void;
  /** Takes the next message off a queue that `fits`, and drops what lies before it. */
  readonly takeFrom: (queue: QueueName, fits?: (body: string) => boolean) => Promise<ReceivedMessage>;
  /** Something happens so long ago, as the services see it; S3 and SDK allow a quarter of an hour. */
  readonly secondsAgo: <T>(seconds: number, happens: () => Promise<T>) => Promise<T>;
  /** Meanwhile every transaction meets another one on the same records. */
  readonly whileRecordsAreBusy: <T>(happens: () => Promise<T>) => Promise<T>;
  /** A number no other path has. */
  readonly unique: () => number;
  /** The function does the work of a message, wholly. */
  readonly does: (queue: QueueName, message: ReceivedMessage) => Promise<void>;
  /** The function cannot do it now, and the message comes again soon instead of at its visibility time-out. */
  readonly putsOff: (queue: QueueName, message: ReceivedMessage) => Promise<void>;
  /** What cannot be done at the last delivery lies in the dead-letter queue. */
  readonly parksWhatItCannotRead: (queue: QueueName) => Promise<void>;
  /** @returns what an answer of 200 says. */
  readonly asks: (request: HttpRequest) => Promise<unknown>;
  /** The function answers no, with this status. */
  readonly isRefused: (request: HttpRequest, status: number) => Promise<void>;
  /** Another function of the region does something first. */
  readonly byAnother: (other: Scenario, happens: (stage: Stage) => Promise<void>) => Promise<void>;
  readonly close: () => void;
};

const everyRole = "[archivist approver security-officer platform-operator]";

let made = 0;
export const deployedName = (name: FunctionName): string => `lantai-${name.replace("/", "-")}`;

const handsIn = ({ deployment, accountId, partition, ...cells }: StandingCells, at: string) => {
  const client = {
    region: at,
    endpoint: cells.url(at),
    maxAttempts: 1,
    credentials: { accessKeyId: "OPERATOR", secretAccessKey: "operator" },
  };
  const homes = Object.entries(deployment.archives).flatMap(([id, { home }]) => (home === at ? [id] : []));
  const { Environment } = cells.functionNamed("lantai-intake-receive-object", at).properties;
  const { RECORDS_TABLE: records = "", HISTORY_TABLE: history = "" } = Environment?.Variables ?? {};
  return {
    region: at,
    s3: new S3Client(client),
    documents: documentClient(new DynamoDBClient(client)),
    services: cells.region(at),
    records,
    history,
    intake: bucketName("intake", accountId, at),
    holdings: bucketName("holdings", accountId, at),
    /** An archive whose home is here. */
    archiveId: homes[0]!,
    /** Every archive whose home is here. */
    archiveIds: homes,
    queueArn: (queue: QueueName) => `arn:${partition}:sqs:${at}:${accountId}:${queueName(queue)}`,
  };
};

export const openStage = (cells: StandingCells, scenario: Scenario, region: string): Stage => {
  const peer = cells.deployment.regions.find((other) => other !== region)!;
  const name = deployedName(scenario.function);
  const { properties, arn } = cells.functionNamed(name, region);

  const here = handsIn(cells, region);
  const there = handsIn(cells, peer);

  let handler: Handler | undefined;
  let set: Record<string, string> = {};

  const coldStart = async (): Promise<void> => {
    for (const key of Object.keys(set)) Reflect.deleteProperty(process.env, key);
    const { accessKeyId, secretAccessKey, sessionToken = "" } = cells.principalOf(name, region).credentials;
    set = {
      ...properties.Environment?.Variables,
      ...scenario.variables?.(stage),
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_ENDPOINT_URL: cells.url(region),
      AWS_ENDPOINT_URL_OPENSEARCH: cells.url(region),
      AWS_MAX_ATTEMPTS: "1",
      POWERTOOLS_LOG_LEVEL: "SILENT",
    };
    Object.assign(process.env, set);
    vi.resetModules();
    handler = (await scenario.load()).handler as Handler;
  };

  const invoke = (event: unknown): Promise<unknown> =>
    handler!(event, { awsRequestId: "r", functionName: name, invokedFunctionArn: arn, memoryLimitInMB: "1" });

  const sendTo = (queue: QueueName, body: unknown): void =>
    void here.services.sqs.send(here.queueArn(queue), typeof body === "string" ? body : JSON.stringify(body));

  const takeFrom = (queue: QueueName, fits: (body: string) => boolean = () => true): Promise<ReceivedMessage> =>
    eventually(() => {
      const [message] = here.services.sqs.receive(here.queueArn(queue), 1);
      if (message === undefined || fits(message.body)) return message;
      here.services.sqs.remove(here.queueArn(queue), message.receiptHandle);
      return undefined;
    });

  const work = async (queue: QueueName, message: ReceivedMessage, received: number): Promise<boolean> => {
    const record = queueRecord({ ...message, receiveCount: received }, here.queueArn(queue), region);
    const answer = (await invoke({ Records: [record] })) as { batchItemFailures: unknown[] };
    return answer.batchItemFailures.length === 0;
  };

  const answerTo = async ({ path, query, body, sub = "person", roles = everyRole }: HttpRequest): Promise<Answer> => {
    const claims = { sub, archiveId: here.archiveId, roles };
    const event = {
      headers: {},
      pathParameters: path,
      queryStringParameters: query,
      body: body === undefined ? undefined : JSON.stringify(body),
      requestContext: { authorizer: { jwt: { claims } } },
    };
    return (await invoke(event)) as Answer;
  };

  const stage: Stage = {
    here,
    there,
    coldStart,
    invoke,
    sendTo,
    takeFrom,
    whileRecordsAreBusy: cells.whileRecordsAreBusy,

    secondsAgo: async (seconds, happens) => {
      cells.later(-seconds);
      try {
        return await happens();
      } finally {
        cells.onTime();
      }
    },

    unique: (): number => (made += 1),

    does: async (queue: QueueName, message: ReceivedMessage): Promise<void> => {
      const done = await work(queue, message, 1);
      here.services.sqs.remove(here.queueArn(queue), message.receiptHandle);
      expect(done, "the message is done").toBe(true);
    },

    putsOff: async (queue: QueueName, message: ReceivedMessage): Promise<void> => {
      const queueArn = here.queueArn(queue);
      expect(await work(queue, message, 1), "the message is done").toBe(false);
      cells.later(65);
      const [again] = here.services.sqs.receive(queueArn, 1);
      cells.onTime();
      here.services.sqs.remove(queueArn, again?.receiptHandle ?? message.receiptHandle);
      expect(again?.messageId, "the message comes again").toBe(message.messageId);
    },

    parksWhatItCannotRead: async (queue: QueueName): Promise<void> => {
      const body = JSON.stringify({ nonsense: (made += 1) });
      sendTo(queue, body);
      const message = await takeFrom(queue, (found) => found === body);
      const done = await work(queue, message, maxReceiveCount[queue]);
      here.services.sqs.remove(here.queueArn(queue), message.receiptHandle);
      const dead = here.queueArn(queue).replace(queueName(queue), deadLetterQueueName(queue));
      const parked = here.services.sqs.receive(dead, 10);
      for (const { receiptHandle } of parked) here.services.sqs.remove(dead, receiptHandle);
      expect(done, "the message is parked").toBe(true);
      expect(parked.map((one) => one.body)).toContain(body);
    },

    asks: async (request) => {
      const { statusCode, body } = await answerTo(request);
      expect(statusCode, body).toBe(200);
      return JSON.parse(body) as unknown;
    },

    isRefused: async (request, status) => {
      const { statusCode, body } = await answerTo(request);
      expect(statusCode, body).toBe(status);
    },

    byAnother: async (other: Scenario, happens: (stage: Stage) => Promise<void>): Promise<void> => {
      const another = openStage(cells, other, region);
      await another.coldStart();
      await happens(another);
      another.close();
      await coldStart();
    },

    close: (): void => {
      for (const key of Object.keys(set)) Reflect.deleteProperty(process.env, key);
      for (const { s3, documents } of [here, there]) {
        s3.destroy();
        documents.destroy();
      }
    },
  };
  return stage;
};
