import { createHash } from "node:crypto";
import * as z from "zod";

/** Where a resource stands, and what its names and addresses are made from. */
export type Place = {
  readonly stackName: string;
  readonly logicalId: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly urlSuffix: string;
  /** Addresses of the region's servers, without a slash at the end. */
  readonly endpoints: RegionEndpoints;
  readonly accessKey: () => { readonly accessKeyId: string; readonly secretAccessKey: string };
};

export type RegionEndpoints = { readonly services: string; readonly api: string };

/** What the host knows of one CloudFormation resource type. */
export type ResourceType<Schema extends z.ZodType> = {
  readonly type: string;
  /** Every property the host knows; any other one stops it. */
  readonly properties: Schema;
  /** The property that gives the physical name, if the type has one. */
  readonly nameProperty?: string;
  readonly defaultName: (place: Place) => string;
  readonly ref: (place: Place, name: string) => string;
  /** What `Fn::GetAtt` answers, by attribute. */
  readonly attributes: Readonly<Record<string, (place: Place, name: string) => string>>;
};

/** Only tells the compiler the schema's type. */
export const resourceType = <Schema extends z.ZodType>(definition: ResourceType<Schema>): ResourceType<Schema> =>
  definition;

/** A property that means something in AWS and nothing on one machine (cost, encryption at rest, tags, alarms). */
export const withoutEffect = z.unknown().optional();

/** Stable across restarts and machines: the same app always gets the same names. */
export const digest = (place: Place, length: number): string =>
  createHash("sha256")
    .update(`${place.account}/${place.region}/${place.stackName}/${place.logicalId}`)
    .digest("hex")
    .slice(0, length);

/** The name CloudFormation would make up: stack, logical id and a suffix, at most `length` characters. */
export const generatedName =
  (length: number) =>
  (place: Place): string =>
    `${`${place.stackName}-${place.logicalId}`.slice(0, length - 13)}-${digest(place, 12)}`;

export const refIsName = (_: Place, name: string): string => name;

/** ARN of a regional resource. */
export const arnOf =
  (service: string, prefix: string) =>
  (place: Place, name: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${prefix}${name}`;

/** ARN of an IAM entity, which belongs to no region. */
export const iamArn =
  (prefix: string) =>
  (place: Place, name: string): string =>
    `arn:${place.partition}:iam::${place.account}:${prefix}${name}`;

export const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]);
