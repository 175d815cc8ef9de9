import { App } from "aws-cdk-lib";
import { ApiStack } from "./api-stack.ts";
import type { Cell, PackageDirectory } from "./cell.ts";
import { checkedDeployment } from "./deployment-rules.ts";
import { PipelineStack } from "./pipeline-stack.ts";
import { SearchStack } from "./search-stack.ts";
import { SigningStack } from "./signing-stack.ts";
import { StorageStack } from "./storage-stack.ts";

export type AppOptions = {
  /** A deployment as data; checked here. */
  readonly deployment: unknown;
  readonly packageDirectory: PackageDirectory;
  /** Where the templates go; else what the CDK says (`CDK_OUTDIR`, or a temporary directory). */
  readonly outdir?: string;
  /** 12 digits; without it the stacks fit any account. */
  readonly account?: string;
};

/**
 * Behaviours of the CDK this app relies on, said here so that the templates are the same with and without its CLI. Partition
 * literals stay off: a template names its partition by reference only.
 */
const behaviours = {
  "@aws-cdk/core:target-partitions": ["aws", "aws-cn"],
  "@aws-cdk/core:checkSecretUsage": true,
  "@aws-cdk/core:enablePartitionLiterals": false,
  // What another stack uses cannot be taken away from under it.
  "@aws-cdk/core:defaultCrossStackReferences": "strong",
  "@aws-cdk/aws-iam:minimizePolicies": true,
  "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": true,
  "aws:cdk:enable-path-metadata": true,
  "aws:cdk:enable-asset-metadata": true,
  "aws:cdk:disable-stack-trace": true,
};

/**
 * The whole app: one cell of five stacks for each region of the deployment.
 * Throws `DeploymentRefused` when the deployment may not be built.
 */
export const buildApp = ({ deployment: input, packageDirectory, outdir, account }: AppOptions): App => {
  const deployment = checkedDeployment(input);
  const app = new App({
    analyticsReporting: false,
    autoSynth: false,
    context: behaviours,
    ...(outdir === undefined ? {} : { outdir }),
  });
  for (const region of deployment.regions) {
    const cell: Cell = { region, deployment, packageDirectory };
    const shared = { cell, env: { region, ...(account === undefined ? {} : { account }) } };
    const storage = new StorageStack(app, `Lantai-${region}-Storage`, shared);
    const search = new SearchStack(app, `Lantai-${region}-Search`, { ...shared, storage });
    const pipeline = new PipelineStack(app, `Lantai-${region}-Pipeline`, { ...shared, storage, search });
    const api = new ApiStack(app, `Lantai-${region}-Api`, { ...shared, storage, search });
    new SigningStack(app, `Lantai-${region}-Signing`, { ...shared, pipeline, api });
  }
  return app;
};
