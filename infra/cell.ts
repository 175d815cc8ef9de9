import { Aws } from "aws-cdk-lib";
import type { ArchiveRegistry, PeerRegistry } from "../shared/contract/archives.ts";
import { defaultProfile, type CheckProfile } from "../shared/contract/check-profile.ts";
import type { FunctionName } from "../shared/contract/env.ts";
import { bucketName, deadLetterQueueName, queueName, queueNames } from "../shared/contract/names.ts";
import type { QueueName } from "../shared/contract/names.ts";
import type { Deployment } from "./deployment.ts";

/** The directory that holds a function's built package. */
export type PackageDirectory = (name: FunctionName) => string;

/** What every construct of one region's cell may need to know. */
export type Cell = {
  readonly region: string;
  readonly deployment: Deployment;
  readonly packageDirectory: PackageDirectory;
};

/** Archives as the functions know them: places and languages, without names (`ARCHIVES`). */
export const archivesVariable = ({ deployment }: Cell): string => {
  const registry: ArchiveRegistry = Object.fromEntries(
    Object.entries(deployment.archives).map(([id, { home, replicas, languages }]) => [
      id,
      { home, replicas, languages },
    ]),
  );
  return JSON.stringify(registry);
};

/** Names of the archives whose home is here, as their exports bear them (`ARCHIVE_NAMES`). */
export const archiveNamesVariable = ({ deployment, region }: Cell): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(deployment.archives).flatMap(([id, { home, name }]) => (home === region ? [[id, name.zh]] : [])),
    ),
  );

/** What archives ask of their batches (`CHECK_PROFILES`); those that are not named ask what the standards do. */
export const checkProfilesVariable = ({ deployment }: Cell): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(deployment.checkProfiles ?? {}).map(([archive, profile]) => [archive, unlikeDefault(profile)]),
    ),
  );

/** Only what differs: a function's environment has 4 KB for everything. */
const unlikeDefault = (profile: CheckProfile): Partial<CheckProfile> => {
  const usual = new Map<string, unknown>(Object.entries(defaultProfile));
  const own = Object.entries(profile).filter(
    ([name, said]) => JSON.stringify(said) !== JSON.stringify(usual.get(name)),
  );
  return Object.fromEntries(own);
};

const peerRegions = ({ deployment, region }: Cell): string[] => deployment.regions.filter((other) => other !== region);

const queueUrl = (region: string, name: QueueName): string =>
  `https://sqs.${region}.${Aws.URL_SUFFIX}/${Aws.ACCOUNT_ID}/${queueName(name)}`;

/** The other regions' buckets and queues (`PEERS`), computed from names so that no cell waits for another to be deployed. */
export const peersVariable = (cell: Cell): string => {
  const peers: PeerRegistry = Object.fromEntries(
    peerRegions(cell).map((region) => [
      region,
      {
        holdingsBucket: bucketName("holdings", Aws.ACCOUNT_ID, region),
        proofQueueUrl: queueUrl(region, "proof"),
        receiptsQueueUrl: queueUrl(region, "receipts"),
        erasureQueueUrl: queueUrl(region, "erasure"),
      },
    ]),
  );
  return JSON.stringify(peers);
};

const queueArn = (region: string, queue: string): string =>
  `arn:${Aws.PARTITION}:sqs:${region}:${Aws.ACCOUNT_ID}:${queue}`;

/** The ARN of each of the cell's own queues (`QUEUES`). */
export const queuesVariable = ({ region }: Cell): string =>
  JSON.stringify(Object.fromEntries(queueNames.map((name) => [name, queueArn(region, queueName(name))])));

/** One of the cell's own queues, by name: of another stack, without waiting for it to be deployed. */
export const ownQueue = ({ region }: Cell, name: QueueName): { readonly url: string; readonly arn: string } => ({
  url: queueUrl(region, name),
  arn: queueArn(region, queueName(name)),
});

/** ARNs of the cell's own queues and of the dead-letter queues behind them. */
export const ownQueues = ({ region }: Cell): string[] => queueNames.map((name) => queueArn(region, queueName(name)));
export const ownDeadLetterQueues = ({ region }: Cell): string[] =>
  queueNames.map((name) => queueArn(region, deadLetterQueueName(name)));

/** ARNs of the other regions' holdings buckets. */
export const peerHoldings = (cell: Cell): string[] =>
  peerRegions(cell).map((region) => `arn:${Aws.PARTITION}:s3:::${bucketName("holdings", Aws.ACCOUNT_ID, region)}`);

/** Archives whose home is elsewhere and that are kept a second time in this region. */
export const archivesCopiedHere = ({ deployment, region }: Cell): string[] =>
  Object.entries(deployment.archives).flatMap(([id, { replicas }]) => (replicas.includes(region) ? [id] : []));

/** Archives whose home is here. */
export const archivesAtHome = ({ deployment, region }: Cell): string[] =>
  Object.entries(deployment.archives).flatMap(([id, { home }]) => (home === region ? [id] : []));

/** ARNs of one queue in each other region. */
export const peerQueues = (cell: Cell, name: QueueName): string[] =>
  peerRegions(cell).map((region) => queueArn(region, queueName(name)));
