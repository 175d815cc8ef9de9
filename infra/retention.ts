import { Construct } from "constructs";
import type { FunctionName, FunctionVariables } from "../shared/contract/env.ts";
import { dueIndex } from "../shared/contract/names.ts";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import { archivesVariable } from "./cell.ts";
import type { Cell } from "./cell.ts";
import type { Buckets } from "./buckets.ts";
import type { Records } from "./records.ts";

/** How long records are kept (归档范围和保管期限表), and what is due. */
export class Retention extends Construct {
  readonly draftSchedule: ArchiveFunction<"retention/draft-schedule">;
  readonly decideSchedule: ArchiveFunction<"retention/decide-schedule">;
  readonly listSchedules: ArchiveFunction<"retention/list-schedules">;
  readonly listDue: ArchiveFunction<"retention/list-due">;
  readonly draftDestruction: ArchiveFunction<"retention/draft-destruction">;
  readonly decideDestruction: ArchiveFunction<"retention/decide-destruction">;
  readonly getDestruction: ArchiveFunction<"retention/get-destruction">;
  readonly getCertificate: ArchiveFunction<"retention/get-certificate">;
  readonly freezeItems: ArchiveFunction<"retention/freeze-items">;
  readonly listFrozen: ArchiveFunction<"retention/list-frozen">;

  constructor(scope: Construct, id: string, props: { cell: Cell; alarms: Alarms; buckets: Buckets; records: Records }) {
    super(scope, id);
    const { cell, alarms, buckets, records } = props;
    const answering = <N extends FunctionName>(name: N, variables: FunctionVariables<N>, impact: string) =>
      new ArchiveFunction(this, name, { cell, alarms, impact, variables, memoryMegabytes: 512, timeoutSeconds: 15 });
    const reading = { RECORDS_TABLE: records.records.tableName, ARCHIVES: archivesVariable(cell) };
    const deciding = { ...reading, HISTORY_TABLE: records.history.tableName };

    this.draftSchedule = answering(
      "retention/draft-schedule",
      deciding,
      "Archivists cannot draft a retention schedule; those in force go on deciding.",
    );
    this.decideSchedule = answering(
      "retention/decide-schedule",
      deciding,
      "A retention schedule cannot be approved; those in force go on deciding.",
    );
    this.listSchedules = answering(
      "retention/list-schedules",
      reading,
      "Nobody can look up how long records are to be kept.",
    );
    this.listDue = answering(
      "retention/list-due",
      reading,
      "Archivists cannot see whose retention has run out; nothing is lost by that.",
    );
    this.draftDestruction = answering(
      "retention/draft-destruction",
      deciding,
      "Archivists cannot put due items on a destruction list; they are kept.",
    );
    this.decideDestruction = answering(
      "retention/decide-destruction",
      deciding,
      "A destruction list cannot be reviewed, approved or withdrawn.",
    );
    this.getDestruction = answering(
      "retention/get-destruction",
      reading,
      "Nobody can look at a destruction list, or review it.",
    );
    this.getCertificate = answering(
      "retention/get-certificate",
      { ...reading, EVIDENCE_BUCKET: buckets.evidence.bucketName },
      "Certificates of destruction cannot be fetched; they are signed and kept all the same.",
    );
    records.allowReading(this.getCertificate, "GetItem");
    buckets.allowFetchingEvidence(this.getCertificate, "destructions");
    this.freezeItems = answering(
      "retention/freeze-items",
      deciding,
      "Items cannot be held against destruction: a list under way may destroy what a lawsuit needs.",
    );
    this.listFrozen = answering(
      "retention/list-frozen",
      reading,
      "Nobody can look up what is held against destruction; it is held all the same.",
    );
    records.allowReading(this.freezeItems, "BatchGetItem");
    records.allowWriting(this.freezeItems, "PutItem");
    records.allowTelling(this.freezeItems);
    records.allowReading(this.listFrozen, "Query");
    records.allowReading(this.draftDestruction, "GetItem", "BatchGetItem", "Query");
    records.allowReading(this.decideDestruction, "GetItem");
    for (const writer of [this.draftDestruction, this.decideDestruction]) {
      records.allowWriting(writer, "PutItem");
      records.allowTelling(writer);
    }
    records.allowReading(this.getDestruction, "GetItem", "Query");
    for (const writer of [this.draftSchedule, this.decideSchedule]) {
      records.allowReading(writer, "GetItem", "Query");
      records.allowWriting(writer, "PutItem");
      records.allowTelling(writer);
    }
    records.allowReading(this.listSchedules, "Query");
    records.allowReading(this.listDue, "GetItem", "BatchGetItem", "Query");
    records.allowQueryingIndex(this.listDue, dueIndex);
  }
}
