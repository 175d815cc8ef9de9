import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import { checkProfilesVariable, type Cell } from "./cell.ts";
import { everyFiveMinutes } from "./every-five-minutes.ts";
import type { Records } from "./records.ts";

type RecheckProps = { readonly cell: Cell; readonly alarms: Alarms; readonly records: Records };

/** Has everything this region keeps read again from time to time, since bytes rot unseen. */
export class Recheck extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { cell, alarms, records, proof }: RecheckProps & { readonly proof: IQueue },
  ) {
    super(scope, id);
    const impact = "Copies that rot are not found: a page is called safe on the strength of a proof that grows old.";
    const recheck = new ArchiveFunction(this, "replication/recheck-copies", {
      cell,
      alarms,
      impact,
      memoryMegabytes: 256,
      timeoutSeconds: 120,
      variables: {
        RECORDS_TABLE: records.records.tableName,
        PROOF_QUEUE_URL: proof.queueUrl,
        CHECK_PROFILES: checkProfilesVariable(cell),
      },
    });
    records.allowReading(recheck, "GetItem", "BatchGetItem");
    records.allowWriting(recheck, "PutItem");
    records.allowScanning(recheck);
    recheck.allow("AskForProof", ["sqs:SendMessage"], [proof.queueArn]);
    everyFiveMinutes(this, recheck, { name: "replication/recheck-copies", alarms, impact });
  }
}

/** Looking at the recheck, and beginning it anew by hand. */
export class RecheckControl extends Construct {
  readonly get: ArchiveFunction<"replication/get-recheck">;
  readonly start: ArchiveFunction<"replication/start-recheck">;

  constructor(scope: Construct, id: string, { cell, alarms, records }: RecheckProps) {
    super(scope, id);
    const answering = { cell, alarms, memoryMegabytes: 256, timeoutSeconds: 15 };
    const variables = { RECORDS_TABLE: records.records.tableName };
    this.get = new ArchiveFunction(this, "replication/get-recheck", {
      ...answering,
      variables,
      impact: "Operators cannot see how far the recheck of the holdings has come.",
    });
    this.start = new ArchiveFunction(this, "replication/start-recheck", {
      ...answering,
      variables,
      impact: "A recheck of the holdings cannot be begun by command; the schedule goes on.",
    });
    for (const looking of [this.get, this.start]) records.allowReading(looking, "GetItem");
    records.allowWriting(this.start, "PutItem");
  }
}
