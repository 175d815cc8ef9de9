import * as z from "zod";
import { arnOf, digest, refIsName, resourceType, withoutEffect } from "../resource-type.ts";

const domainArn = arnOf("es", "domain/");

/**
 * Source: CloudFormation Template Reference, AWS::OpenSearchService::Domain. `DomainEndpoint` is a host name, as in AWS;
 * on one machine callers reach it through `AWS_ENDPOINT_URL`.
 */
export const searchDomainType = resourceType({
  type: "AWS::OpenSearchService::Domain",
  properties: z.strictObject({
    DomainName: z.string().optional(),
    AccessPolicies: z.unknown(),
    AdvancedOptions: withoutEffect,
    AdvancedSecurityOptions: withoutEffect,
    ClusterConfig: withoutEffect,
    DomainEndpointOptions: withoutEffect,
    EBSOptions: withoutEffect,
    EncryptionAtRestOptions: withoutEffect,
    EngineVersion: withoutEffect,
    IPAddressType: withoutEffect,
    LogPublishingOptions: withoutEffect,
    NodeToNodeEncryptionOptions: withoutEffect,
    OffPeakWindowOptions: withoutEffect,
    SoftwareUpdateOptions: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "DomainName",
  defaultName: (place) => `lantai-${digest(place, 12)}`,
  ref: refIsName,
  attributes: {
    Arn: domainArn,
    DomainArn: domainArn,
    DomainEndpoint: (place, name) => `search-${name}-${digest(place, 26)}.${place.region}.es.${place.urlSuffix}`,
  },
});
