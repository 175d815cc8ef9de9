import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Batches, VendorBatches } from "./accession.ts";
import { Catalogue } from "./catalogue.ts";
import type { Cell } from "./cell.ts";
import { Exports } from "./export.ts";
import { Receipts } from "./hand-over.ts";
import { HttpRoutes } from "./http-api.ts";
import { Parking } from "./parking.ts";
import { RecheckControl } from "./recheck.ts";
import { PublicKeys } from "./signing.ts";
import { Retention } from "./retention.ts";
import type { SearchStack } from "./search-stack.ts";
import type { StorageStack } from "./storage-stack.ts";
import { TestReports } from "./tests.ts";

/** What people and programs ask, the same in every region. */
export class ApiStack extends Stack {
  readonly listKeys: PublicKeys["list"];

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { cell: Cell; storage: StorageStack; search: SearchStack },
  ) {
    super(scope, id, props);
    const { cell, storage, search } = props;
    const { alarms, buckets, records } = storage;
    const catalogue = new Catalogue(this, "Catalogue", { cell, alarms, buckets, records });
    const batches = new Batches(this, "Batches", { cell, alarms, records });
    const retention = new Retention(this, "Retention", { cell, alarms, buckets, records });
    const receipts = new Receipts(this, "Receipts", { cell, alarms, buckets, records });
    const vendors = new VendorBatches(this, "Vendors", { cell, alarms, records, buckets });
    const reports = new TestReports(this, "Reports", { cell, alarms, buckets, records });
    const exports = new Exports(this, "Exports", { cell, alarms, buckets, records });
    const parking = new Parking(this, "Parking", { cell, alarms });
    const recheck = new RecheckControl(this, "Recheck", { cell, alarms, records });
    this.listKeys = new PublicKeys(this, "Signing", { cell, alarms }).list;
    new HttpRoutes(this, "Http", {
      cell,
      alarms,
      records,
      functions: {
        "full-text/search": search.fullText.search.lambda,
        "catalogue/get-item": catalogue.getItem.lambda,
        "catalogue/list-imports": catalogue.listImports.lambda,
        "catalogue/list-faults": catalogue.listFaults.lambda,
        "catalogue/find-people": catalogue.findPeople.lambda,
        "catalogue/get-template": catalogue.getTemplate.lambda,
        "catalogue/get-page-text": catalogue.getPageText.lambda,
        "catalogue/get-batch": catalogue.getBatch.lambda,
        "catalogue/get-item-history": catalogue.getItemHistory.lambda,
        "catalogue/get-batch-history": catalogue.getBatchHistory.lambda,
        "catalogue/list-missing": catalogue.listMissing.lambda,
        "accession/open-batch": batches.open.lambda,
        "accession/decide-batch": batches.decide.lambda,
        "accession/list-quarantine": batches.listQuarantine.lambda,
        "accession/decide-quarantine": batches.decideQuarantine.lambda,
        "accession/get-receipt": receipts.get.lambda,
        "accession/amend-batch": batches.amend.lambda,
        "accession/arrange-vendor": vendors.arrange.lambda,
        "accession/permit-uploads": vendors.permit.lambda,
        "accession/get-report": reports.get.lambda,
        "accession/ask-preservation-test": reports.askPreservation.lambda,
        "accession/list-preservation-tests": reports.listPreservation.lambda,
        "export/ask-export": exports.ask.lambda,
        "export/get-export": exports.get.lambda,
        "signing/list-keys": this.listKeys.lambda,
        "retention/draft-schedule": retention.draftSchedule.lambda,
        "retention/decide-schedule": retention.decideSchedule.lambda,
        "retention/list-schedules": retention.listSchedules.lambda,
        "retention/draft-destruction": retention.draftDestruction.lambda,
        "retention/decide-destruction": retention.decideDestruction.lambda,
        "retention/get-destruction": retention.getDestruction.lambda,
        "retention/list-due": retention.listDue.lambda,
        "retention/get-certificate": retention.getCertificate.lambda,
        "retention/freeze-items": retention.freezeItems.lambda,
        "retention/list-frozen": retention.listFrozen.lambda,
        "replication/get-recheck": recheck.get.lambda,
        "replication/start-recheck": recheck.start.lambda,
        "parking/list-parked": parking.listParked.lambda,
        "parking/redrive-parked": parking.redriveParked.lambda,
        "catalogue/describe-api": catalogue.describeApi.lambda,
      },
    });
  }
}
