import { Option } from "commander";
import type { Command } from "commander";
import { accessionType, restrictedUse } from "../../shared/contract/accession.ts";
import type { AccessionTerms, AccessionType, Decision, RestrictedUse } from "../../shared/contract/accession.ts";
import type { AddCommand, Run } from "./add-command.ts";
import { amendBatch, compareSets, decideBatch, openBatch, showReport } from "./commands/batch.ts";
import type { BatchOptions } from "./commands/batch.ts";
import { fetchReceipt, verifyReceipt } from "./commands/receipt.ts";
import type { FetchReceiptOptions, VerifyReceiptOptions } from "./commands/receipt.ts";
import type { Say } from "./messages.ts";
import { wholeNumber } from "./whole-number.ts";

type OpenFlags = BatchOptions & {
  readonly type: AccessionType;
  readonly from: string;
  readonly agreement?: string;
  readonly forbid?: RestrictedUse[];
  readonly items?: number;
  readonly pages?: number;
  readonly volumes?: number;
  readonly classification?: string;
};

const termsOf = ({
  type,
  from,
  agreement,
  forbid,
  items,
  pages,
  volumes,
  classification,
}: OpenFlags): AccessionTerms => ({
  accessionType: type,
  from: { name: from },
  ...(agreement === undefined ? {} : { agreement: { reference: agreement } }),
  restrictions: forbid ?? [],
  expected: { items, pages, volumes },
  ...(classification === undefined ? {} : { classification }),
});

const decisions = [
  ["close", "closed", "batchCloseAbout"],
  ["accept", "accepted", "batchAcceptAbout"],
  ["return", "returned", "batchReturnAbout"],
  ["convert", "converted", "batchConvertAbout"],
] as const satisfies readonly (readonly [string, Decision, string])[];

/** Batches under their terms. */
export const addBatch = (command: AddCommand, say: Say, run: Run): void => {
  const batch = command(
    "batch",
    say("batchAbout"),
    "batch open --archive 440100 --batch 2026-civil --type transfer --from 市民政局 --reason 2026年移交",
    "batch close --archive 440100 --batch 2026-civil --reason 清点完毕",
  );
  const part = (name: string, about: string): Command =>
    batch
      .command(name)
      .description(about)
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"))
      .requiredOption("--batch <id>", say("batchOption"))
      .requiredOption("--reason <text>", say("reasonOption"));
  const count = wholeNumber(0, 999_999_999);
  part("open", say("batchOpenAbout"))
    .addOption(new Option("--type <type>", say("typeOption")).choices(accessionType.options).makeOptionMandatory())
    .requiredOption("--from <name>", say("giverOption"))
    .option("--agreement <reference>", say("agreementOption"))
    .addOption(new Option("--forbid <use...>", say("forbidOption")).choices(restrictedUse.options))
    .option("--items <count>", say("expectedItemsOption"), count)
    .option("--pages <count>", say("expectedPagesOption"), count)
    .option("--volumes <count>", say("expectedVolumesOption"), count)
    .option("--classification <text>", say("classificationOption"))
    .action((flags: OpenFlags) => run((session) => openBatch(session, { ...flags, terms: termsOf(flags) })));
  batch
    .command("receipt")
    .description(say("batchReceiptAbout"))
    .helpOption("-h, --help", say("helpOption"))
    .requiredOption("--archive <id>", say("archiveOption"))
    .requiredOption("--batch <id>", say("batchOption"))
    .option("--out <folder>", say("receiptOutOption"))
    .action((flags: FetchReceiptOptions) => run((session) => fetchReceipt(session, flags)));
  for (const [name, decision, about] of decisions)
    (decision === "accepted"
      ? part(name, say(about)).option("--exceptions <text>", say("exceptionsOption"))
      : part(name, say(about))
    ).action((flags: BatchOptions & { readonly exceptions?: string }) =>
      run((session) => decideBatch(session, decision, flags)),
    );
  part("amend", say("batchAmendAbout"))
    .addOption(new Option("--forbid <use...>", say("forbidOption")).choices(restrictedUse.options))
    .requiredOption("--consent <reference>", say("consentOption"))
    .action((flags: Parameters<typeof amendBatch>[1]) => run((session) => amendBatch(session, flags)));
  batch
    .command("double")
    .description(say("batchDoubleAbout"))
    .helpOption("-h, --help", say("helpOption"))
    .requiredOption("--archive <id>", say("archiveOption"))
    .requiredOption("--batch <id>", say("batchOption"))
    .action((flags: Omit<BatchOptions, "reason">) => run((session) => compareSets(session, flags)));
  batch
    .command("report")
    .description(say("batchReportAbout"))
    .helpOption("-h, --help", say("helpOption"))
    .requiredOption("--archive <id>", say("archiveOption"))
    .requiredOption("--batch <id>", say("batchOption"))
    .option("--out <folder>", say("reportOutOption"))
    .action((flags: Omit<BatchOptions, "reason"> & { readonly out?: string }) =>
      run((session) => showReport(session, flags)),
    );
};

/** Receipts, checked from files alone. */
export const addReceipt = (command: AddCommand, say: Say, run: Run): void => {
  command("receipt", say("receiptAbout"), "receipt verify ./440100-2026-civil-accepted.jws")
    .command("verify")
    .description(say("receiptVerifyAbout"))
    .helpOption("-h, --help", say("helpOption"))
    .argument("<file>", say("receiptFileArgument"))
    .option("--keys <file>", say("receiptKeysOption"))
    .option("--list <file>", say("receiptListOption"))
    .action((file: string, flags: VerifyReceiptOptions) => run((session) => verifyReceipt(session, file, flags)));
};
