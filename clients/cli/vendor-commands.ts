import type { Command } from "commander";
import type { AddCommand, Run } from "./add-command.ts";
import { assignVendor, declareUnclassified, nameVendor } from "./commands/vendor.ts";
import type { NameVendorOptions } from "./commands/vendor.ts";
import { uploadAsVendor } from "./commands/vendor-upload.ts";
import type { VendorUploadOptions } from "./commands/vendor-upload.ts";
import type { Say } from "./messages.ts";
import { wholeNumber } from "./whole-number.ts";

/** A vendor's work on a batch, from both sides. */
export const addVendor = (command: AddCommand, say: Say, run: Run): void => {
  const vendor = command(
    "vendor",
    say("vendorAbout"),
    "vendor name --archive 440100 --batch 2026-vendor --name 某数字化公司 --qualification GZ-2026-001 --expires 2027-12-31 --from 2026-12-01T00:00:00Z --until 2026-12-31T16:00:00Z --reason 2026年数字化",
    "vendor declare --archive 440100 --batch 2026-vendor --text 经审核，本批次不涉密、不含敏感信息。",
    "vendor assign --archive 440100 --batch 2026-vendor --person vendor-440100 --reason 2026年数字化",
    "vendor upload ./scans --archive 440100 --batch 2026-vendor",
  );
  const part = (name: string, about: string): Command =>
    vendor
      .command(name)
      .description(about)
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"))
      .requiredOption("--batch <id>", say("batchOption"));
  part("name", say("vendorNameAbout"))
    .requiredOption("--name <text>", say("vendorNameOption"))
    .requiredOption("--qualification <number>", say("qualificationOption"))
    .requiredOption("--expires <day>", say("expiresOption"))
    .requiredOption("--from <moment>", say("windowFromOption"))
    .requiredOption("--until <moment>", say("windowUntilOption"))
    .requiredOption("--reason <text>", say("reasonOption"))
    .action((flags: NameVendorOptions) => run((session) => nameVendor(session, flags)));
  part("declare", say("vendorDeclareAbout"))
    .requiredOption("--text <text>", say("declarationOption"))
    .action((flags: Parameters<typeof declareUnclassified>[1]) =>
      run((session) => declareUnclassified(session, flags)),
    );
  part("assign", say("vendorAssignAbout"))
    .option("--person <sub...>", say("personOption"))
    .requiredOption("--reason <text>", say("reasonOption"))
    .action((flags: Parameters<typeof assignVendor>[1]) => run((session) => assignVendor(session, flags)));
  part("upload", say("vendorUploadAbout"))
    .argument("<folder>", say("folderArgument"))
    .option("--no-wait", say("noWaitOption"))
    .option("--parallel <count>", say("parallelOption"), wholeNumber(1, 16), 4)
    .action((folder: string, flags: VendorUploadOptions) => run((session) => uploadAsVendor(session, folder, flags)));
};
