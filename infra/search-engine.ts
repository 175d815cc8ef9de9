import { ArnFormat, RemovalPolicy, Stack } from "aws-cdk-lib";
import { ArnPrincipal, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  CfnAccessPolicy,
  CfnCollection,
  CfnCollectionGroup,
  CfnSecurityPolicy,
} from "aws-cdk-lib/aws-opensearchserverless";
import { CfnDomain } from "aws-cdk-lib/aws-opensearchservice";
import { Construct } from "constructs";
import type { FunctionName } from "../shared/contract/env.ts";
import { searchIndexName } from "../shared/contract/names.ts";
import type { ArchiveFunction } from "./archive-function.ts";
import type { Deployment } from "./deployment.ts";

const engineName = "lantai-search";

/** A full-text engine of one region: rebuildable from the region's own records, so it is never backed up or replicated. */
export type SearchEngine = {
  /** `https://` address of the engine. */
  readonly endpoint: string;
  /** Opens the engine to one function that fills the index and one that asks it, and to nobody else. */
  admit<W extends FunctionName, R extends FunctionName>(writer: ArchiveFunction<W>, reader: ArchiveFunction<R>): void;
};

/** OpenSearch Service domain: two small nodes in two zones, closed to all but two roles. The engine of `aws-cn`. */
class SearchDomain extends Construct implements SearchEngine {
  readonly endpoint: string;
  private readonly domain: CfnDomain;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Not CDK's own `Domain`: it sets the access policy through a function of its own.
    this.domain = new CfnDomain(this, "Domain", {
      domainName: engineName,
      engineVersion: "OpenSearch_2.19",
      clusterConfig: {
        instanceType: "t3.small.search",
        instanceCount: 2,
        zoneAwarenessEnabled: true,
        zoneAwarenessConfig: { availabilityZoneCount: 2 },
      },
      ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: 20 },
      encryptionAtRestOptions: { enabled: true },
      nodeToNodeEncryptionOptions: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
    });
    // Nothing is in it that the records do not say.
    this.domain.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.endpoint = `https://${this.domain.attrDomainEndpoint}`;
  }

  admit<W extends FunctionName, R extends FunctionName>(writer: ArchiveFunction<W>, reader: ArchiveFunction<R>): void {
    const index = `${Stack.of(this).formatArn({ service: "es", resource: "domain", resourceName: engineName })}/${searchIndexName}`;
    // Within one account the domain's own policy is enough; the same in the roles' policies would open the doors twice.
    const doors = [
      { who: writer, why: "FillIndex", actions: ["es:ESHttpPut"], resources: [index, `${index}/_doc/*`] },
      { who: writer, why: "TakeOutOfIndex", actions: ["es:ESHttpDelete"], resources: [`${index}/_doc/*`] },
      { who: reader, why: "AskIndex", actions: ["es:ESHttpPost"], resources: [`${index}/_search`] },
    ];
    this.domain.accessPolicies = new PolicyDocument({
      statements: doors.map(
        ({ who, why, actions, resources }) =>
          new PolicyStatement({ sid: why, principals: [new ArnPrincipal(who.role.roleArn)], actions, resources }),
      ),
    });
  }
}

/** OpenSearch Serverless, next generation: scales to zero when nobody asks. Not in `aws-cn`. */
class SearchCollection extends Construct implements SearchEngine {
  readonly endpoint: string;
  private readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const whole = { ResourceType: "collection", Resource: [`collection/${engineName}`] };
    const encryption = new CfnSecurityPolicy(this, "Encryption", {
      name: engineName,
      type: "encryption",
      policy: JSON.stringify({ Rules: [whole], AWSOwnedKey: true }),
    });
    // Reachable by address, as a domain is; who may do anything there is decided by the data access policy.
    const network = new CfnSecurityPolicy(this, "Network", {
      name: engineName,
      type: "network",
      policy: JSON.stringify([{ Rules: [whole], AllowFromPublic: true }]),
    });
    const group = new CfnCollectionGroup(this, "Group", {
      name: engineName,
      generation: "NEXTGEN",
      standbyReplicas: "ENABLED",
    });
    const collection = new CfnCollection(this, "Collection", {
      name: engineName,
      type: "SEARCH",
      collectionGroupName: engineName,
      standbyReplicas: "ENABLED",
    });
    for (const first of [encryption, network, group]) collection.addResourceDependency(first);
    this.endpoint = collection.attrCollectionEndpoint;
    this.arn = Stack.of(this).formatArn({
      service: "aoss",
      resource: "collection",
      resourceName: collection.attrId,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  admit<W extends FunctionName, R extends FunctionName>(writer: ArchiveFunction<W>, reader: ArchiveFunction<R>): void {
    const resource = { ResourceType: "index", Resource: [`index/${engineName}/${searchIndexName}`] };
    const rules = [
      {
        Rules: [
          {
            ...resource,
            Permission: ["aoss:CreateIndex", "aoss:WriteDocument"],
          },
        ],
        Principal: [writer.role.roleArn],
      },
      {
        Rules: [{ ...resource, Permission: ["aoss:ReadDocument"] }],
        Principal: [reader.role.roleArn],
      },
    ];
    new CfnAccessPolicy(this, "Access", {
      name: engineName,
      type: "data",
      policy: Stack.of(this).toJsonString(rules),
    });
    // The one action that lets a role speak to a collection at all; the data access policy then says what it may say.
    for (const speaker of [writer, reader]) speaker.allow("SpeakToIndex", ["aoss:APIAccessAll"], [this.arn]);
  }
}

/** The engine a deployment asks for. */
export const searchEngine = (scope: Construct, id: string, kind: Deployment["search"]): SearchEngine => {
  switch (kind) {
    case "domain":
      return new SearchDomain(scope, id);
    case "serverless":
      return new SearchCollection(scope, id);
  }
};
