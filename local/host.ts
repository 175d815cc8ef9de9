import path from "node:path";
import { createAuthorize, createAuthorizeService } from "./access/authorization.ts";
import { openAccessKeys } from "./access/credentials.ts";
import { readPrincipals } from "./access/principals.ts";
import type { Principal, Principals } from "./access/principals.ts";
import { readResourcePolicies } from "./access/resource-policies.ts";
import type { FaultControl } from "./faults/faults.ts";
import { openFaults } from "./faults/faults.ts";
import { faultyService } from "./faults/faulty-service.ts";
import { createIssuerListener } from "./issuer/issuer-server.ts";
import type { Person } from "./issuer/person.ts";
import { openPort } from "./network/open-port.ts";
import type { OpenPort } from "./network/open-port.ts";
import { openPartition } from "./network/partition.ts";
import type { Caller } from "./network/service.ts";
import { createRegionServer } from "./network/region-server.ts";
import type { RegionServer } from "./network/region-server.ts";
import { readCloudAssembly } from "./template/cloud-assembly.ts";
import { deployApp } from "./template/deployed-app.ts";
import type { DeployedApp } from "./template/deployed-app.ts";
import { regionFacts } from "./template/region-facts.ts";
import { queueType } from "./template/resource-types/queue.ts";
import { regionHttpApi } from "./wire/http-apis.ts";
import { startRegion } from "./wire/start-region.ts";
import type { MoreServices, StandingRegion } from "./wire/start-region.ts";

export type HostSettings = {
  /** A synthesized CDK app (`cdk.out`). */
  readonly assembly: string;
  /** Everything that outlives the process is kept here. */
  readonly home: string;
  /**
   * Port of the portal, which the caller serves itself; the issuer has the next one, then each region two (services,
   * HTTP API). 0 takes free ports, which then differ at each start.
   */
  readonly firstPort: number;
  readonly users: readonly Person[];
  /** Values for template parameters; asked for once the addresses are known. */
  readonly parameters: (addresses: { readonly issuer: string }) => Readonly<Record<string, string>>;
  /** Where the browser may come back to after signing in; the port does not matter on the loopback address. */
  readonly redirectUris: readonly string[];
  readonly log: (line: string) => void;
  /** Services the host does not have itself, by signing name. */
  readonly moreServices?: MoreServices;
  readonly now?: () => number;
};

export type HostRegion = {
  readonly apiUrl: string;
  readonly s3Url: string;
  readonly dynamodbUrl: string;
  /** From the stack outputs `IntakeBucket`, `HoldingsBucket`, `EvidenceBucket`. */
  readonly buckets: { readonly intake?: string; readonly holdings?: string; readonly evidence?: string };
};

export type QueueStatus = {
  readonly region: string;
  readonly queue: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
};

export type Uploader = {
  readonly archiveId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

export type Host = {
  readonly regions: Readonly<Record<string, HostRegion>>;
  readonly issuer: string;
  readonly uploaders: readonly Uploader[];
  /** The value of a stack output, by region and key. */
  readonly output: (region: string, key: string) => string | undefined;
  readonly control: {
    /** Both throw RangeError for a region the app does not have. */
    readonly cut: (region: string) => void;
    readonly heal: (region: string) => void;
    readonly cutRegions: () => readonly string[];
    readonly queues: () => readonly QueueStatus[];
    /** What goes wrong on purpose, until the host ends; every fault is written to `faults.log` of its home. */
    readonly faults: Pick<FaultControl, "set" | "clear" | "plan">;
  };
  /** Ends every process and connection; what was acknowledged is on disk. */
  readonly close: () => Promise<void>;
};

/** Names the archive of an `AWS::IAM::User` that may deposit. */
const ARCHIVE_TAG = "lantai:archive";

/**
 * Runs a synthesized app on this machine.
 *
 * @throws TemplateError for what the host does not know, naming it; Error naming a port that is taken.
 */
export const startHost = async (settings: HostSettings): Promise<Host> => {
  const { home, firstPort, log, now = Date.now } = settings;
  const assembly = readCloudAssembly(settings.assembly);
  const names = [...new Set(assembly.stacks.map(({ region }) => region))].sort();
  const ports: OpenPort[] = [];
  const regions = new Map<string, StandingRegion>();
  const servers: RegionServer[] = [];
  const faults = openFaults(path.join(home, "faults.log"), now);
  const closeAll = async (): Promise<void> => {
    faults.close();
    const all = [...regions.values()];
    // Functions still talk to the services while they finish, so that doors close after them and before the services.
    await Promise.all(all.map((region) => region.stopFunctions()));
    await Promise.all(ports.map((port) => port.close()));
    await Promise.all(servers.map((server) => server.settled()));
    await Promise.all(all.map((region) => region.close()));
  };
  try {
    const open = async (offset: number, purpose: string): Promise<OpenPort> => {
      const port = await openPort(firstPort === 0 ? 0 : firstPort + offset, purpose);
      ports.push(port);
      return port;
    };
    const issuerPort = await open(1, "issuer");
    const doors = new Map<string, { readonly services: OpenPort; readonly api: OpenPort }>();
    for (const [at, name] of names.entries())
      doors.set(name, { services: await open(2 + 2 * at, `${name} AWS`), api: await open(3 + 2 * at, `${name} API`) });
    const endpoints = (name: string) => {
      const door = doors.get(name);
      return { services: door?.services.url ?? "", api: door?.api.url ?? "" };
    };

    const accessKeys = openAccessKeys(path.join(home, "access"));
    const app = deployApp({
      assembly,
      parameters: settings.parameters({ issuer: issuerPort.url }),
      endpoints,
      accessKey: accessKeys.keyOf,
    });
    const principals = readPrincipals(app);
    const policiesOf = readResourcePolicies(app);
    const partition = openPartition(path.join(home, "network"), names);
    for (const name of names)
      regions.set(
        name,
        await startRegion(
          {
            app,
            region: name,
            partition: regionFacts(name).partition,
            accountId: app.accountId,
            directory: path.join(home, name),
            endpoints: endpoints(name),
            now,
            authorize: createAuthorize(principals.byAccessKey, policiesOf, name, now),
            authorizeService: createAuthorizeService(policiesOf),
            principals,
            faults,
            report: (problem) => log(`${name}: ${problem}`),
          },
          {
            partition,
            region: (other) => regions.get(other),
            moreServices: settings.moreServices ?? (() => ({})),
          },
        ),
      );
    for (const [name, region] of regions) {
      const { report } = region.context;
      const door = doors.get(name);
      const server = createRegionServer({
        region: name,
        service: (target, signingName) => {
          const service = regions.get(target)?.services.get(signingName);
          const at = { region: target, name: signingName, partition, functionOf: functionOf(principals) };
          return service === undefined ? undefined : faultyService(service, at, faults);
        },
        principal: (accessKeyId) => principals.byAccessKey.get(accessKeyId),
        partition,
        now,
        report,
      });
      servers.push(server);
      door?.services.serve(server.listener);
      const api = regionHttpApi(region.context, region.pools);
      if (api !== undefined) door?.api.serve(api);
    }
    issuerPort.serve(
      await createIssuerListener({
        issuer: issuerPort.url,
        directory: path.join(home, "issuer"),
        people: settings.users,
        redirectUris: settings.redirectUris,
        now,
      }),
    );
    for (const region of regions.values()) region.feed();
    return {
      regions: Object.fromEntries(names.map((name) => [name, describeRegion(app, name, endpoints(name))])),
      issuer: issuerPort.url,
      uploaders: principals.users.flatMap(uploaderOf),
      output: app.output,
      control: {
        cut: partition.cut,
        heal: partition.heal,
        cutRegions: partition.cutRegions,
        queues: () => queueStatus(app, regions),
        faults,
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
};

/** The function that calls with the credentials of its role. */
const functionOf =
  ({ ofFunction }: Principals) =>
  ({ accessKeyId }: Caller): string | undefined =>
    [...ofFunction]
      .find(([, { credentials }]) => credentials.accessKeyId === accessKeyId)?.[0]
      .split(":")
      .at(-1);

const describeRegion = (
  app: DeployedApp,
  region: string,
  { services, api }: { readonly services: string; readonly api: string },
): HostRegion => {
  const bucket = (purpose: string, key: string) => {
    const name = app.output(region, key);
    return name === undefined ? {} : { [purpose]: name };
  };
  return {
    apiUrl: api,
    s3Url: services,
    dynamodbUrl: services,
    buckets: {
      ...bucket("intake", "IntakeBucket"),
      ...bucket("holdings", "HoldingsBucket"),
      ...bucket("evidence", "EvidenceBucket"),
      ...bucket("exports", "ExportsBucket"),
    },
  };
};

const uploaderOf = ({ tags, credentials }: Principal): Uploader[] => {
  const archiveId = tags[ARCHIVE_TAG];
  const { accessKeyId, secretAccessKey } = credentials;
  return archiveId === undefined ? [] : [{ archiveId, accessKeyId, secretAccessKey }];
};

const queueStatus = (app: DeployedApp, regions: ReadonlyMap<string, StandingRegion>): QueueStatus[] =>
  app.all(queueType).flatMap(({ region, name, arn }) => {
    const counts = regions.get(region)?.sqs.counts(arn);
    return counts === undefined ? [] : [{ region, queue: name, ...counts }];
  });
