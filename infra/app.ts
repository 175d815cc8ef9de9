import { App } from "aws-cdk-lib";
import * as z from "zod";
import { buildApp } from "./build-app.ts";
import { BundleError } from "./bundle/bundle-error.ts";
import { bundleFunctions } from "./bundle/bundle-functions.ts";
import type { PackageDirectory } from "./cell.ts";
import { checkedDeployment, DeploymentRefused } from "./deployment-rules.ts";
import { architecture } from "./deployment.ts";
import { chinaDeployment } from "./deployments/china.ts";
import { globalDeployment } from "./deployments/global.ts";

export { buildApp } from "./build-app.ts";

const deployments = { china: chinaDeployment, global: globalDeployment };

const choice = z.object({
  deployment: z.enum(["china", "global"]).default("china"),
  architecture: architecture.optional(),
});

/** What `-c deployment=… -c architecture=…` or `CDK_CONTEXT_JSON` chose. */
const chosen = (): z.infer<typeof choice> => {
  const app = new App({ analyticsReporting: false, autoSynth: false });
  const deployment: unknown = app.node.tryGetContext("deployment");
  const other: unknown = app.node.tryGetContext("architecture");
  return choice.parse({ deployment, architecture: other });
};

/**
 * Runs with and without the CDK's CLI (`CDK_OUTDIR`, `CDK_CONTEXT_JSON`). `CDK_VALIDATION=false` leaves out the CDK's own check
 * of the templates, two thirds of the work, where only a start is wanted.
 */
const synthesize = async (): Promise<void> => {
  const { deployment: which, architecture: other } = chosen();
  const deployment = checkedDeployment({
    ...deployments[which],
    ...(other === undefined ? {} : { architecture: other }),
  });
  const packages = await bundleFunctions({ architecture: deployment.architecture });
  const packageDirectory: PackageDirectory = (name) => {
    const folder = packages.get(name);
    if (folder === undefined) throw new BundleError(`function ${name} was not bundled`);
    return folder;
  };
  const account = process.env["CDK_DEFAULT_ACCOUNT"];
  buildApp({ deployment, packageDirectory, ...(account === undefined ? {} : { account }) }).synth();
};

if (import.meta.main) {
  try {
    await synthesize();
  } catch (error) {
    if (!(error instanceof DeploymentRefused || error instanceof BundleError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
