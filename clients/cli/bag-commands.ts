import { Option } from "commander";
import type { Command } from "commander";
import type { AddCommand, Run } from "./add-command.ts";
import { makeBag, validateBagAt } from "./commands/bag.ts";
import type { MakeOptions } from "./commands/bag.ts";
import type { Say } from "./messages.ts";

type MakeFlags = { readonly out: string; readonly format?: MakeOptions["format"]; readonly info?: string[] };

/** Bags: packages of files with their digests, as archives hand them over. */
export const addBag = (command: AddCommand, say: Say, run: Run): void => {
  const bag = command(
    "bag",
    say("bagAbout"),
    "bag validate ./移交2026.zip",
    "bag make ./scans --out ./移交2026.tar --info 'Source-Organization: 市民政局'",
  );
  const part = (name: string, about: string): Command =>
    bag.command(name).description(about).helpOption("-h, --help", say("helpOption"));
  part("validate", say("bagValidateAbout"))
    .argument("<path>", say("bagArgument"))
    .option("--json", say("jsonOption"))
    .action((path: string, flags: { readonly json?: boolean }) =>
      run((session) => validateBagAt(session, path, { json: flags.json === true })),
    );
  part("make", say("bagMakeAbout"))
    .argument("<folder>", say("bagFolderArgument"))
    .requiredOption("--out <path>", say("bagOutOption"))
    .addOption(new Option("--format <format>", say("bagFormatOption")).choices(["folder", "tar", "zip"]))
    .option("--info <element...>", say("bagInfoOption"))
    .action((folder: string, { out, format, info = [] }: MakeFlags) =>
      run((session) => makeBag(session, folder, { out, format, info })),
    );
};
