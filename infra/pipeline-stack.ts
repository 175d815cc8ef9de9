import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { FunctionName } from "../shared/contract/env.ts";
import { SettleBatches } from "./accession.ts";
import type { ArchiveFunction } from "./archive-function.ts";
import { ImportCatalogues } from "./import-catalogues.ts";
import type { Cell } from "./cell.ts";
import { Destructions } from "./destructions.ts";
import { DomainEvents } from "./domain-events.ts";
import { ExportBags } from "./export.ts";
import { HandOver } from "./hand-over.ts";
import { Intake } from "./intake.ts";
import { Malware } from "./malware.ts";
import { Ocr } from "./ocr.ts";
import { OfficerAlerts } from "./officer-alerts.ts";
import { Replication } from "./replication.ts";
import type { SearchStack } from "./search-stack.ts";
import type { StorageStack } from "./storage-stack.ts";
import { TestBatches } from "./tests.ts";
import { UnpackBags } from "./unpack-bags.ts";

/** The life of a scan, from the intake bucket to a proven copy in another region. */
export class PipelineStack extends Stack {
  /** Functions that sign in the archives' names; nobody else can. */
  readonly signers: readonly Pick<ArchiveFunction<FunctionName>, "role">[];

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { cell: Cell; storage: StorageStack; search: SearchStack },
  ) {
    super(scope, id, props);
    const { cell, storage, search } = props;
    const { alarms, buckets, records, bus } = storage;
    new DomainEvents(this, "DomainEvents", { cell, alarms, records, bus });
    const malware = new Malware(this, "Malware", { cell, buckets });
    new Intake(this, "Intake", { cell, alarms, buckets, records, malware });
    const ocr = new Ocr(this, "Ocr", { cell, alarms, buckets, records, bus });
    const settling = new SettleBatches(this, "Accession", { cell, alarms, records, bus });
    new OfficerAlerts(this, "OfficerAlerts", { cell, alarms, bus });
    const importing = new ImportCatalogues(this, "Catalogue", {
      ...{ cell, alarms, buckets, records, bus },
      fullTextQueue: search.fullText.queue,
    });
    const unpacking = new UnpackBags(this, "Bags", { cell, alarms, buckets, records, bus });
    const handOver = new HandOver(this, "HandOver", { cell, alarms, buckets, records, bus });
    const testing = new TestBatches(this, "Tests", { cell, alarms, buckets, records, bus, malware });
    const exporting = new ExportBags(this, "Exports", { cell, alarms, buckets, records, bus });
    const destroying = new Destructions(this, "Destructions", { cell, alarms, buckets, records, bus });
    this.signers = [handOver.issue, testing.test, destroying.carryOut];
    new Replication(this, "Replication", {
      cell,
      alarms,
      buckets,
      records,
      bus,
      ocrQueue: ocr.queue,
      fullTextQueue: search.fullText.queue,
      accessionQueue: settling.queue,
      catalogueQueue: importing.queue,
      bagsQueue: unpacking.queue,
      handOverQueue: handOver.queue,
      testsQueue: testing.queue,
      exportsQueue: exporting.queue,
      destructionsQueue: destroying.queue,
    });
  }
}
