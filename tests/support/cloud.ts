import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import {
  historiesIndex,
  bucketName,
  bucketPurposes,
  historyKey,
  peopleKeyAlias,
  owedIndex,
  queueName,
  queueNames,
  signingKeyAlias,
} from "../../shared/contract/names.ts";
import { dueIndex, recordsKey, unsafeIndex, volumesIndex } from "../../shared/contract/names.ts";
import { readScope } from "../../local/network/signature.ts";
import type { Service } from "../../local/network/service.ts";
import { createKmsService, type KmsService } from "../../local/aws/kms/kms-service.ts";
import { createDynamoDbService, type DynamoDbService } from "../../local/aws/dynamodb/service.ts";
import { createOpenSearchService } from "../../local/aws/opensearch/opensearch-service.ts";
import type { ObjectEvent } from "../../local/aws/s3/event-outbox.ts";
import { createS3Service, type S3Service } from "../../local/aws/s3/s3-service.ts";
import { createSqsService, type SqsService } from "../../local/aws/sqs/sqs-service.ts";
import { allowAll, temporaryDirectory } from "./serve-service.ts";

export const ACCOUNT = "000000000000";
export const RECORDS_TABLE = "records";
export const HISTORY_TABLE = "history";

/** One call on its way: where it goes, and its operation (`TransactWriteItems`; for S3 and OpenSearch the method). */
export type Call = { readonly region: string; readonly service: string; readonly operation: string };

/** What happens to a call: `cut` never arrives; of `answer-lost` only the answer does not. */
export type Fault = "cut" | "answer-lost" | undefined;

export type RegionServices = {
  readonly dynamodb: DynamoDbService;
  readonly s3: S3Service;
  readonly sqs: SqsService;
  /** "Object Created" and "Object Deleted" as S3 sent them, in order of arrival. */
  readonly objectEvents: ObjectEvent[];
};

export type Cloud = {
  readonly url: string;
  readonly in: (region: string) => RegionServices;
  /** Asked for every call; set by tests that want one to fail. */
  fault: (call: Call) => Fault;
  readonly close: () => Promise<void>;
};

export const queueArn = (region: string, queue: (typeof queueNames)[number]): string =>
  `arn:aws-cn:sqs:${region}:${ACCOUNT}:${queueName(queue)}`;
export const queueUrl = (region: string, queue: (typeof queueNames)[number]): string =>
  `https://sqs.${region}.amazonaws.com.cn/${ACCOUNT}/${queueName(queue)}`;

const hash = (name: string) => ({ AttributeName: name, KeyType: "HASH" as const });
const range = (name: string) => ({ AttributeName: name, KeyType: "RANGE" as const });
const text = (name: string) => ({ AttributeName: name, AttributeType: "S" as const });

/** The tables as the infrastructure declares them. */
const createTables = (dynamodb: DynamoDbService, region: string): void => {
  const arn = (table: string) => `arn:aws-cn:dynamodb:${region}:${ACCOUNT}:table/${table}`;
  const indexes = [
    { ...owedIndex, projection: "ALL" as const },
    { ...unsafeIndex, projection: "ALL" as const },
    { ...dueIndex, projection: "KEYS_ONLY" as const },
    { ...volumesIndex, projection: "KEYS_ONLY" as const },
  ];
  const attributes = new Set([
    ...Object.values(recordsKey),
    ...indexes.flatMap(({ partition, sort }) => [partition, sort]),
  ]);
  dynamodb.createTable({
    tableName: RECORDS_TABLE,
    arn: arn(RECORDS_TABLE),
    keySchema: [hash(recordsKey.partition), range(recordsKey.sort)],
    attributeDefinitions: [...attributes].map(text),
    globalSecondaryIndexes: indexes.map(({ name, partition, sort, projection }) => ({
      IndexName: name,
      KeySchema: [hash(partition), range(sort)],
      Projection: { ProjectionType: projection },
    })),
  });
  dynamodb.createTable({
    tableName: HISTORY_TABLE,
    arn: arn(HISTORY_TABLE),
    keySchema: [hash(historyKey.partition), range(historyKey.sort)],
    attributeDefinitions: [historyKey.partition, historyKey.sort, historiesIndex.partition].map(text),
    globalSecondaryIndexes: [
      {
        IndexName: historiesIndex.name,
        KeySchema: [hash(historiesIndex.partition), range(historiesIndex.sort)],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    streamViewType: "NEW_IMAGE",
  });
};

const createQueues = (sqs: SqsService, region: string): void => {
  for (const queue of queueNames)
    sqs.createQueue({
      queueName: queueName(queue),
      arn: queueArn(region, queue),
      visibilityTimeoutSeconds: 60,
      delaySeconds: 0,
      messageRetentionSeconds: 345_600,
      maximumMessageBytes: 262_144,
    });
};

/** Signing keys of the archives whose home is the region, and the key that wraps the people keys of all. */
const createKeys = (kms: KmsService, region: string, archives: readonly string[]): void => {
  kms.createKey({
    keyId: "people",
    arn: `arn:aws-cn:kms:${region}:${ACCOUNT}:key/people`,
    keySpec: "SYMMETRIC_DEFAULT",
    keyUsage: "ENCRYPT_DECRYPT",
    aliases: [peopleKeyAlias],
  });
  for (const archiveId of archives)
    kms.createKey({
      keyId: `signing-${archiveId}`,
      arn: `arn:aws-cn:kms:${region}:${ACCOUNT}:key/signing-${archiveId}`,
      keySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      aliases: [signingKeyAlias(archiveId)],
    });
};

const createBuckets = (s3: S3Service, region: string): void => {
  for (const purpose of bucketPurposes) {
    const name = bucketName(purpose, ACCOUNT, region);
    s3.createBucket({ name, arn: `arn:aws-cn:s3:::${name}`, versioning: true, eventBridge: purpose === "intake" });
  }
};

type Region = RegionServices & { readonly bySigningName: ReadonlyMap<string, Service> };

const openRegion = (
  directory: string,
  region: string,
  now: () => number,
  url: () => string,
  archives: readonly string[],
): Region => {
  const objectEvents: ObjectEvent[] = [];
  const settings = { region, accountId: ACCOUNT, partition: "aws-cn", now, authorize: allowAll };
  const dynamodb = createDynamoDbService({ ...settings, directory: join(directory, "dynamodb") });
  const sqs = createSqsService({ ...settings, directory: join(directory, "sqs"), url });
  const s3 = createS3Service({
    ...settings,
    directory: join(directory, "s3"),
    account: ACCOUNT,
    onEvent: (event) => {
      objectEvents.push(event);
      return Promise.resolve();
    },
  });
  const opensearch = createOpenSearchService({
    ...settings,
    directory: join(directory, "opensearch"),
    domainArn: `arn:aws-cn:es:${region}:${ACCOUNT}:domain/pages`,
  });
  const kms = createKmsService({ ...settings, directory: join(directory, "kms") });
  createKeys(kms, region, archives);
  createTables(dynamodb, region);
  createQueues(sqs, region);
  createBuckets(s3, region);
  const bySigningName = new Map<string, Service>([
    ["dynamodb", dynamodb],
    ["sqs", sqs],
    ["s3", s3],
    ["es", opensearch],
    ["kms", kms],
  ]);
  return { dynamodb, sqs, s3, objectEvents, bySigningName };
};

/** The services of some regions behind one HTTP server, which sends each call where its signature says. */
export const startCloud = async (
  regions: readonly string[],
  now: () => number,
  homes: Readonly<Record<string, readonly string[]>> = {},
): Promise<Cloud> => {
  const directory = await temporaryDirectory();
  let url = "";
  const opened = new Map(
    regions.map((region) => [
      region,
      openRegion(join(directory.path, region), region, now, () => url, homes[region] ?? []),
    ]),
  );

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const scope = readScope({ url: request.url ?? "", headers: request.headers });
    const service = opened.get(scope?.region ?? "")?.bySigningName.get(scope?.service ?? "");
    if (scope === undefined || service === undefined) {
      response.writeHead(400).end();
      return;
    }
    const operation = String(request.headers["x-amz-target"] ?? request.method).replace(/^.*\./, "");
    const fault = cloud.fault({ region: scope.region, service: scope.service, operation });
    const caller = { accessKeyId: scope.accessKeyId, region: scope.region };
    const signed = { ...caller, principalArn: `arn:aws-cn:iam::${ACCOUNT}:user/${scope.accessKeyId}` };
    if (fault === "cut") {
      request.destroy();
      return;
    }
    if (fault === "answer-lost") response.end = () => response.destroy();
    await service.handle(request, response, signed);
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

  const cloud: Cloud = {
    url,
    in: (region) => opened.get(region)!,
    fault: () => undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const { bySigningName } of opened.values())
        for (const service of bySigningName.values()) await service.close();
      await directory.remove();
    },
  };
  return cloud;
};
