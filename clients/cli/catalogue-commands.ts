import { Option } from "commander";
import type { Command } from "commander";
import type { AddCommand, Run } from "./add-command.ts";
import { fetchTemplate, importCatalogue, showErrors, showImports } from "./commands/catalogue.ts";
import type { Say } from "./messages.ts";

type ImportFlags = Parameters<typeof importCatalogue>[2];
type StatusFlags = Parameters<typeof showImports>[1];
type ErrorsFlags = Parameters<typeof showErrors>[1];
type TemplateFlags = Parameters<typeof fetchTemplate>[1];

/** Catalogues of batches. */
export const addCatalogue = (command: AddCommand, say: Say, run: Run): void => {
  const catalogue = command(
    "catalogue",
    say("catalogueAbout"),
    "catalogue template --archive 440100 --kind 婚姻",
    "catalogue import marriages.xlsx --archive 440100 --batch 2026-civil",
    "catalogue errors --archive 440100 --batch 2026-civil > errors.csv",
  );
  const part = (name: string, about: string): Command =>
    catalogue
      .command(name)
      .description(about)
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"));
  const ofBatch = (name: string, about: string): Command =>
    part(name, about).requiredOption("--batch <id>", say("batchOption"));
  ofBatch("import", say("catalogueImportAbout"))
    .argument("<file>", say("catalogueFileArgument"))
    .option("--no-wait", say("catalogueNoWaitOption"))
    .action((file: string, flags: ImportFlags) => run((session) => importCatalogue(session, file, flags)));
  ofBatch("status", say("catalogueStatusAbout"))
    .option("--json", say("jsonOption"))
    .action((flags: StatusFlags) => run((session) => showImports(session, flags)));
  ofBatch("errors", say("catalogueErrorsAbout"))
    .option("--import <id>", say("catalogueImportOption"))
    .action((flags: ErrorsFlags) => run((session) => showErrors(session, flags)));
  part("template", say("catalogueTemplateAbout"))
    .option("--kind <kind>", say("catalogueKindOption"))
    .addOption(new Option("--format <format>", say("catalogueFormatOption")).choices(["csv", "xlsx"]).default("xlsx"))
    .option("--output <file>", say("catalogueOutputOption"))
    .action((flags: TemplateFlags) => run((session) => fetchTemplate(session, flags)));
};
