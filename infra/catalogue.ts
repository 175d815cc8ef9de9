import { Construct } from "constructs";
import type { FunctionName, FunctionVariables } from "../shared/contract/env.ts";
import { unsafeIndex } from "../shared/contract/names.ts";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import type { Buckets } from "./buckets.ts";
import { archivesVariable } from "./cell.ts";
import type { Cell } from "./cell.ts";
import type { Records } from "./records.ts";

/** What is here, what was refused, what is not yet safe: the functions that answer from the records. */
export class Catalogue extends Construct {
  readonly getItem: ArchiveFunction<"catalogue/get-item">;
  readonly listImports: ArchiveFunction<"catalogue/list-imports">;
  readonly listFaults: ArchiveFunction<"catalogue/list-faults">;
  readonly findPeople: ArchiveFunction<"catalogue/find-people">;
  readonly getTemplate: ArchiveFunction<"catalogue/get-template">;
  readonly getPageText: ArchiveFunction<"catalogue/get-page-text">;
  readonly getBatch: ArchiveFunction<"catalogue/get-batch">;
  readonly getItemHistory: ArchiveFunction<"catalogue/get-item-history">;
  readonly getBatchHistory: ArchiveFunction<"catalogue/get-batch-history">;
  readonly listMissing: ArchiveFunction<"catalogue/list-missing">;
  readonly describeApi: ArchiveFunction<"catalogue/describe-api">;

  constructor(scope: Construct, id: string, props: { cell: Cell; alarms: Alarms; buckets: Buckets; records: Records }) {
    super(scope, id);
    const { cell, alarms, buckets, records } = props;
    const answering = <N extends FunctionName>(name: N, variables: FunctionVariables<N>, impact: string) =>
      new ArchiveFunction(this, name, {
        cell,
        alarms,
        impact,
        variables,
        memoryMegabytes: 512,
        timeoutSeconds: 15,
      });
    const table = { RECORDS_TABLE: records.records.tableName };

    this.listImports = answering(
      "catalogue/list-imports",
      table,
      "Clerks cannot see how far the import of a catalogue has come.",
    );
    this.listFaults = answering(
      "catalogue/list-faults",
      table,
      "Clerks cannot see which rows of a catalogue were refused, and why.",
    );
    this.getTemplate = answering("catalogue/get-template", {}, "Nobody can fetch a catalogue to fill in.");
    this.getItem = answering(
      "catalogue/get-item",
      { ...table, ARCHIVES: archivesVariable(cell) },
      "Nobody can open an item or see whether it is safe.",
    );
    this.getPageText = answering(
      "catalogue/get-page-text",
      { ...table, HOLDINGS_BUCKET: buckets.holdings.bucketName },
      "The text of a page cannot be shown beside its image.",
    );
    this.getBatch = answering(
      "catalogue/get-batch",
      table,
      "Clerks cannot see which of their scans were taken in, refused or not yet safe.",
    );
    const told = { HISTORY_TABLE: records.history.tableName, ARCHIVES: archivesVariable(cell) };
    this.getItemHistory = answering(
      "catalogue/get-item-history",
      { ...told, ...table, EVIDENCE_BUCKET: buckets.evidence.bucketName },
      "Nobody can see what happened to an item; it is recorded all the same.",
    );
    this.getBatchHistory = answering(
      "catalogue/get-batch-history",
      told,
      "Nobody can see what happened to a batch; it is recorded all the same.",
    );
    this.listMissing = answering(
      "catalogue/list-missing",
      table,
      "An interrupted deposit cannot find out what is still to be sent, and sends everything again.",
    );
    this.describeApi = answering("catalogue/describe-api", {}, "Clients cannot read the description of the API.");

    this.findPeople = answering(
      "catalogue/find-people",
      { ...table, HISTORY_TABLE: records.history.tableName, ARCHIVES: archivesVariable(cell) },
      "People who ask at the window for their own records cannot be helped by name or number.",
    );
    records.allowReading(this.findPeople, "GetItem", "BatchGetItem", "Query");
    records.allowFindingPeople(this.findPeople);
    records.allowTelling(this.findPeople);
    records.allowReading(this.getItem, "GetItem", "BatchGetItem", "Query");
    records.allowReading(this.listImports, "Query");
    records.allowReading(this.listFaults, "GetItem", "Query");
    records.allowReading(this.getPageText, "GetItem");
    records.allowReading(this.getBatch, "GetItem", "Query");
    records.allowRecounting(this.getItemHistory);
    records.allowReading(this.getItemHistory, "Query");
    buckets.allowFetchingEvidence(this.getItemHistory, "histories");
    records.allowRecounting(this.getBatchHistory);
    records.allowReading(this.listMissing, "BatchGetItem");
    buckets.allowReadingHoldings(this.getPageText);
    records.allowQueryingIndex(this.getBatch, unsafeIndex);
  }
}
