import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ApiStack } from "./api-stack.ts";
import type { Cell } from "./cell.ts";
import type { PipelineStack } from "./pipeline-stack.ts";
import { SigningKeys } from "./signing.ts";

/** The archives' keys: behind the functions, since each key's policy names those that may sign. */
export class SigningStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { cell: Cell; pipeline: PipelineStack; api: ApiStack },
  ) {
    super(scope, id, props);
    const { cell, pipeline, api } = props;
    new SigningKeys(this, "Keys", { cell, signers: pipeline.signers, publishers: [api.listKeys] });
  }
}
