import type * as z from "zod";
import type { ResourceType } from "./resource-type.ts";
import { bucketPolicyType, bucketType } from "./resource-types/bucket.ts";
import { eventBusType, eventRuleType, scheduleType } from "./resource-types/event-rule.ts";
import {
  eventInvokeConfigType,
  eventSourceMappingType,
  functionType,
  permissionType,
} from "./resource-types/function.ts";
import {
  httpApiAuthorizerType,
  httpApiIntegrationType,
  httpApiRouteType,
  httpApiStageType,
  httpApiType,
} from "./resource-types/http-api.ts";
import { accessKeyType, managedPolicyType, policyType, roleType, userType } from "./resource-types/identity.ts";
import { kmsAliasType, kmsKeyType } from "./resource-types/kms-key.ts";
import { malwareProtectionPlanType } from "./resource-types/malware-protection.ts";
import {
  alarmType,
  cdkMetadataType,
  dashboardType,
  logGroupType,
  metricFilterType,
} from "./resource-types/observation.ts";
import { queuePolicyType, queueType } from "./resource-types/queue.ts";
import {
  searchAccessPolicyType,
  searchCollectionGroupType,
  searchCollectionType,
  searchSecurityPolicyType,
} from "./resource-types/search-collection.ts";
import { searchDomainType } from "./resource-types/search-domain.ts";
import { secretType } from "./resource-types/secret.ts";
import { tableType } from "./resource-types/table.ts";
import { subscriptionType, topicPolicyType, topicType } from "./resource-types/topic.ts";

const all: readonly ResourceType<z.ZodType>[] = [
  accessKeyType,
  alarmType,
  bucketPolicyType,
  bucketType,
  cdkMetadataType,
  dashboardType,
  eventBusType,
  eventInvokeConfigType,
  eventRuleType,
  eventSourceMappingType,
  functionType,
  httpApiAuthorizerType,
  httpApiIntegrationType,
  httpApiRouteType,
  httpApiStageType,
  httpApiType,
  kmsAliasType,
  kmsKeyType,
  logGroupType,
  malwareProtectionPlanType,
  managedPolicyType,
  metricFilterType,
  permissionType,
  policyType,
  queuePolicyType,
  queueType,
  roleType,
  scheduleType,
  searchAccessPolicyType,
  searchCollectionGroupType,
  searchCollectionType,
  searchDomainType,
  searchSecurityPolicyType,
  secretType,
  subscriptionType,
  tableType,
  topicPolicyType,
  topicType,
  userType,
];

/** Every CloudFormation resource type the one-machine host can stand in for, by its name. */
export const knownResourceTypes: ReadonlyMap<string, ResourceType<z.ZodType>> = new Map(
  all.map((known) => [known.type, known]),
);
