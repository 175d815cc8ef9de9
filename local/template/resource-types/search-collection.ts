import * as z from "zod";
import { arnOf, digest, refIsName, resourceType, withoutEffect } from "../resource-type.ts";
import type { Place } from "../resource-type.ts";

const idOf = (place: Place): string => digest(place, 20);

/** Source: CloudFormation Template Reference, AWS::OpenSearchServerless::Collection. It is addressed by id, not by name. */
export const searchCollectionType = resourceType({
  type: "AWS::OpenSearchServerless::Collection",
  properties: z.strictObject({
    Name: z.string(),
    Type: z.literal("SEARCH"),
    CollectionGroupName: withoutEffect,
    Description: withoutEffect,
    StandbyReplicas: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: idOf,
  ref: idOf,
  attributes: {
    Id: idOf,
    Arn: (place) => arnOf("aoss", "collection/")(place, idOf(place)),
    CollectionEndpoint: (place) => `https://${idOf(place)}.${place.region}.aoss.${place.urlSuffix}`,
  },
});

/** AWS::OpenSearchServerless::CollectionGroup: capacity, which one machine does not have to share. */
export const searchCollectionGroupType = resourceType({
  type: "AWS::OpenSearchServerless::CollectionGroup",
  properties: z.strictObject({
    Name: z.string(),
    Generation: withoutEffect,
    StandbyReplicas: withoutEffect,
    CapacityLimits: withoutEffect,
    Description: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: idOf,
  ref: idOf,
  attributes: {},
});

/** AWS::OpenSearchServerless::SecurityPolicy: encryption at rest and network, neither of which one machine has. */
export const searchSecurityPolicyType = resourceType({
  type: "AWS::OpenSearchServerless::SecurityPolicy",
  properties: z.strictObject({
    Name: z.string(),
    Type: withoutEffect,
    Policy: withoutEffect,
    Description: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: idOf,
  ref: refIsName,
  attributes: {},
});

/** AWS::OpenSearchServerless::AccessPolicy: who may do what with the indexes of a collection, as JSON in `Policy`. */
export const searchAccessPolicyType = resourceType({
  type: "AWS::OpenSearchServerless::AccessPolicy",
  properties: z.strictObject({
    Name: z.string(),
    Type: z.literal("data"),
    Policy: z.string(),
    Description: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: idOf,
  ref: refIsName,
  attributes: {},
});
