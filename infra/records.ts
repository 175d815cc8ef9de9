import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { FunctionName } from "../shared/contract/env.ts";
import {
  dueIndex,
  historiesIndex,
  historyKey,
  owedIndex,
  peopleKeyAlias,
  recordsKey,
  unsafeIndex,
  volumesIndex,
} from "../shared/contract/names.ts";
import type { ArchiveFunction } from "./archive-function.ts";

const string = (name: string) => ({ name, type: AttributeType.STRING });

const openKey = ["kms:Decrypt", "kms:DescribeKey"];
const closeKey = ["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];

/**
 * The cell's two tables: `records`, what is true now, and `history`, what happened (档案法 art. 37 and its 条例 art. 39: a
 * whole process recorded and traceable). Events leave from the history's stream, never by a second write that can be lost.
 *
 * Encrypted with a customer key, since descriptions name people. Each principal needs the key through DynamoDB as well as the
 * table, so a table read by mistake stays closed.
 */
export class Records extends Construct {
  readonly records: Table;
  readonly history: Table;
  readonly key: Key;
  /** Wraps the keys under which archives keep whom their descriptions name. */
  readonly peopleKey: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      alias: "alias/lantai-records",
      description: "Lantai: the tables of one region",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.peopleKey = new Key(this, "People", {
      alias: peopleKeyAlias,
      description: "Lantai: whom the descriptions of one region name",
      enableKeyRotation: true,
      // Without it no identity number can be opened again, and nobody found.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const kept = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.records = new Table(this, "Records", {
      ...kept,
      partitionKey: string(recordsKey.partition),
      sortKey: string(recordsKey.sort),
    });
    for (const index of [owedIndex, unsafeIndex]) {
      this.records.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: string(index.partition),
        sortKey: string(index.sort),
        projectionType: ProjectionType.ALL,
      });
    }
    // Keys alone: what is asked of an item is asked of its record, and its page total moves often.
    for (const index of [dueIndex, volumesIndex]) {
      this.records.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: string(index.partition),
        sortKey: string(index.sort),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    this.history = new Table(this, "History", {
      ...kept,
      partitionKey: string(historyKey.partition),
      sortKey: string(historyKey.sort),
      stream: StreamViewType.NEW_IMAGE,
    });
    // Keys only: it is asked seldom, and written with every event.
    this.history.addGlobalSecondaryIndex({
      indexName: historiesIndex.name,
      partitionKey: string(historiesIndex.partition),
      sortKey: string(historiesIndex.sort),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** Reading in these ways, and no other. */
  allowReading<N extends FunctionName>(
    reader: ArchiveFunction<N>,
    ...ways: ("GetItem" | "BatchGetItem" | "ConditionCheckItem" | "Query")[]
  ): void {
    reader.allow(
      "ReadRecords",
      ways.map((way) => `dynamodb:${way}`),
      [this.records.tableArn],
    );
    this.allowKey("OpenRecords", reader, openKey);
  }

  /** Asking one index, and nothing else of the table. */
  allowAskingIndexOnly<N extends FunctionName>(reader: ArchiveFunction<N>, index: { readonly name: string }): void {
    this.allowQueryingIndex(reader, index);
    this.allowKey("OpenRecords", reader, openKey);
  }

  /** Of a function that reads the table too. */
  allowQueryingIndex<N extends FunctionName>(reader: ArchiveFunction<N>, index: { readonly name: string }): void {
    reader.allow("QueryIndex", ["dynamodb:Query"], [`${this.records.tableArn}/index/${index.name}`]);
  }

  /** Conditional writing in these ways, of a function that reads the table too. */
  allowWriting<N extends FunctionName>(writer: ArchiveFunction<N>, ...ways: ("PutItem" | "UpdateItem")[]): void {
    writer.allow(
      "WriteRecords",
      ways.map((way) => `dynamodb:${way}`),
      [this.records.tableArn],
    );
    this.allowKey("CloseRecords", writer, closeKey);
  }

  /** Going through all records, one stretch at a time. */
  allowScanning<N extends FunctionName>(walker: ArchiveFunction<N>): void {
    walker.allow("ScanRecords", ["dynamodb:Scan"], [this.records.tableArn]);
  }

  /** Taking back a standing refusal when the same object comes again and is good. */
  allowLifting<N extends FunctionName>(lifter: ArchiveFunction<N>): void {
    lifter.allow("LiftRefusals", ["dynamodb:DeleteItem"], [this.records.tableArn]);
  }

  /** Taking back that bytes were read here, of a function that reads and writes the table too. */
  allowForgetting<N extends FunctionName>(forgetter: ArchiveFunction<N>): void {
    forgetter.allow("ForgetProofs", ["dynamodb:DeleteItem"], [this.records.tableArn]);
  }

  /** Taking away what was gathered for tests that are done. */
  allowClearing<N extends FunctionName>(clearer: ArchiveFunction<N>): void {
    clearer.allow("ClearGathered", ["dynamodb:DeleteItem"], [this.records.tableArn]);
  }

  /** Keeping whom descriptions name, of a function that reads and writes the table too: nobody keeps a number in clear. */
  allowKeepingPeople<N extends FunctionName>(keeper: ArchiveFunction<N>): void {
    keeper.allow("KeepPeople", ["kms:Decrypt", "kms:GenerateDataKey"], [this.peopleKey.keyArn]);
    keeper.allow("ForgetPeople", ["dynamodb:DeleteItem"], [this.records.tableArn]);
  }

  /** Finding people by name or number, of a function that reads the table too. */
  allowFindingPeople<N extends FunctionName>(finder: ArchiveFunction<N>): void {
    finder.allow("OpenPeople", ["kms:Decrypt"], [this.peopleKey.keyArn]);
  }

  /** Taking away the note that the index has yet to follow a page. */
  allowSettling<N extends FunctionName>(settler: ArchiveFunction<N>): void {
    settler.allow("SettleOwedIndexing", ["dynamodb:DeleteItem"], [this.records.tableArn]);
    this.allowKey("CloseRecords", settler, closeKey);
  }

  /** Reading the history of one item or batch: the index tells which events, the table what they say. */
  allowRecounting<N extends FunctionName>(teller: ArchiveFunction<N>): void {
    teller.allow("FindHistory", ["dynamodb:Query"], [`${this.history.tableArn}/index/${historiesIndex.name}`]);
    teller.allow("ReadHistory", ["dynamodb:BatchGetItem"], [this.history.tableArn]);
    this.allowKey("OpenRecords", teller, openKey);
  }

  /** Adding to the history; who tells may neither read it back nor change it. */
  allowTelling<N extends FunctionName>(teller: ArchiveFunction<N>): void {
    teller.role.addToPolicy(this.telling());
  }

  /**
   * Noting in the history what a vendor tried. Statements that a function has already are rendered once: the CDK leaves out
   * what is equal.
   */
  allowNotingAttempts(noter: LambdaFunction): void {
    noter.addEnvironment("HISTORY_TABLE", this.history.tableName);
    for (const statement of [
      this.telling(),
      this.keyUse("OpenRecords", openKey),
      this.keyUse("CloseRecords", closeKey),
    ])
      noter.addToRolePolicy(statement);
  }

  /** The history's stream, as Lambda's poller reads it with the function's role. */
  allowFollowing<N extends FunctionName>(follower: ArchiveFunction<N>, streamArn: string): void {
    follower.allow(
      "FollowHistory",
      ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      [streamArn],
    );
    this.allowKey("OpenRecords", follower, openKey);
  }

  private telling(): PolicyStatement {
    return new PolicyStatement({
      sid: "TellHistory",
      actions: ["dynamodb:PutItem"],
      resources: [this.history.tableArn],
    });
  }

  private allowKey<N extends FunctionName>(sid: string, user: ArchiveFunction<N>, actions: string[]): void {
    user.role.addToPolicy(this.keyUse(sid, actions));
  }

  private keyUse(sid: string, actions: string[]): PolicyStatement {
    return new PolicyStatement({
      sid,
      actions,
      resources: [this.key.keyArn],
      // The host's suffix differs by partition; the service and region do not.
      conditions: { StringLike: { "kms:ViaService": `dynamodb.${Aws.REGION}.amazonaws.com*` } },
    });
  }
}
