import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Cell } from "./cell.ts";
import { FullText } from "./full-text.ts";
import type { StorageStack } from "./storage-stack.ts";

/** The full-text engine with its two functions: its access policy names their roles, so they stand together. */
export class SearchStack extends Stack {
  readonly fullText: FullText;

  constructor(scope: Construct, id: string, props: StackProps & { cell: Cell; storage: StorageStack }) {
    super(scope, id, props);
    const { cell, storage } = props;
    const { alarms, buckets, records, bus } = storage;
    this.fullText = new FullText(this, "FullText", { cell, alarms, buckets, records, bus });
  }
}
