import { TemplateError } from "./template-error.ts";

export type RegionFacts = { readonly partition: string; readonly urlSuffix: string };

/**
 * Partition and URL suffix of a region, as the pseudo parameters `AWS::Partition` and `AWS::URLSuffix` give them.
 * Source: AWS General Reference, "Amazon Resource Names (ARNs)".
 */
export const regionFacts = (region: string): RegionFacts => {
  if (region.startsWith("cn-")) return { partition: "aws-cn", urlSuffix: "amazonaws.com.cn" };
  if (region.startsWith("us-gov-")) return { partition: "aws-us-gov", urlSuffix: "amazonaws.com" };
  if (/^[a-z]{2}-[a-z]+-\d$/.test(region)) return { partition: "aws", urlSuffix: "amazonaws.com" };
  throw new TemplateError(`Lantai's one-machine host does not know the region ${region}`);
};
