import { Option } from "commander";
import type { Command } from "commander";
import { languages } from "../../shared/domain/sentence.ts";
import type { AddCommand, Run } from "./add-command.ts";
import { addBag } from "./bag-commands.ts";
import { addBatch, addReceipt } from "./batch-commands.ts";
import { addExport } from "./export-commands.ts";
import { addQuarantine } from "./quarantine-commands.ts";
import { addPeople } from "./people-commands.ts";
import { addCatalogue } from "./catalogue-commands.ts";
import { deposit } from "./commands/deposit.ts";
import { changeRegion } from "./commands/region.ts";
import { search } from "./commands/search.ts";
import { showStatus } from "./commands/status.ts";
import { printToken } from "./commands/token.ts";
import type { Say } from "./messages.ts";
import { addFaults, addOperation } from "./operation-commands.ts";
import { addDestruction, addFreeze } from "./destruction-commands.ts";
import { addPreservation } from "./preservation-commands.ts";
import { addRetention } from "./retention-commands.ts";
import { addVendor } from "./vendor-commands.ts";
import { wholeNumber } from "./whole-number.ts";
import type { World } from "./world.ts";

const year = wholeNumber(1000, 2999);

/** The program with all its commands, in one language; `run` gets the command that was asked for. */
export const buildProgram = (program: Command, say: Say, world: World, run: Run): Command => {
  const examples = (...lines: string[]): string =>
    `\n${say("examples")}\n${lines.map((line) => `  $ lantai ${line}`).join("\n")}`;
  const titles: Readonly<Record<string, string>> = {
    "Usage:": say("usageTitle"),
    "Arguments:": say("argumentsTitle"),
    "Options:": say("optionsTitle"),
    "Commands:": say("commandsTitle"),
    "Global Options:": say("optionsTitle"),
  };
  program
    .description(say("programAbout"))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    })
    .configureHelp({ styleTitle: (title) => titles[title] ?? title })
    .helpOption("-h, --help", say("helpOption"))
    .helpCommand("help [command]", say("helpCommand"))
    .showHelpAfterError()
    .addOption(new Option("--lang <language>", say("languageOption")).choices(languages))
    .addHelpText("after", `\n${say("exitCodes")}\n${say("environment")}`);

  const command = (name: string, about: string, ...shown: string[]): Command => {
    const made = program.command(name).description(about);
    // Accepted behind the command too; main.ts has read it already.
    made.addOption(new Option("--lang <language>", say("languageOption")).choices(languages));
    made.helpOption("-h, --help", say("helpOption"));
    return made.addHelpText("after", examples(...shown));
  };

  addBag(command, say, run);

  command("token", say("tokenAbout"), "token --as archivist-440100")
    .requiredOption("--as <username>", say("asOption"))
    .action(({ as: username }: { as: string }) => run((session) => printToken(session, username)));

  addDeposit(command, say, run);

  command("status", say("statusAbout"), "status --archive 440100", "status --archive 440100 --batch 2026-11-23 --json")
    .requiredOption("--archive <id>", say("archiveOption"))
    .option("--batch <id>", say("statusBatchOption"))
    .option("--json", say("jsonOption"))
    .action((options: Parameters<typeof showStatus>[1]) => run((session) => showStatus(session, options)));

  addSearch(command, say, run);

  addBatch(command, say, run);
  addVendor(command, say, run);
  addQuarantine(command, say, run);

  addCatalogue(command, say, run);
  addPeople(command, say, run);

  addRetention(command, say, run);
  addDestruction(command, say, run);
  addFreeze(command, say, run);
  addReceipt(command, say, run);
  addPreservation(command, say, run);
  addExport(command, say, run);

  addOperation(command, say, run);

  const region = command("region", say("regionAbout"), "region cut cn-northwest-1", "region heal cn-northwest-1");
  for (const change of ["cut", "heal"] as const) {
    region
      .command(change)
      .description(say(change === "cut" ? "regionCutAbout" : "regionHealAbout"))
      .argument("<region>", say("regionArgument"))
      .helpOption("-h, --help", say("helpOption"))
      .addHelpText("after", examples(`region ${change} cn-northwest-1`))
      .action((name: string) => run((session) => changeRegion(session, change, name)));
  }
  addFaults(command, say, run);
  return program;
};

type DepositFlags = {
  readonly archive: string;
  readonly batch?: string;
  readonly numberFrom?: string;
  readonly number: boolean;
  readonly wait: boolean;
  readonly resend?: boolean;
  readonly parallel: number;
};

const addDeposit = (command: AddCommand, say: Say, run: Run): void => {
  command(
    "deposit",
    say("depositAbout"),
    "deposit ./scans --archive 440100",
    "deposit ./scans --archive 440100 --batch 2026-11-civil --no-wait",
    "deposit ./loose --archive 440100 --number-from L000-WS·2026·D10-0101",
  )
    .argument("<folder>", say("folderArgument"))
    .requiredOption("--archive <id>", say("archiveOption"))
    .option("--batch <id>", say("depositBatchOption"))
    .option("--number-from <code>", say("numberFromOption"))
    .option("--no-number", say("noNumberOption"))
    .option("--no-wait", say("noWaitOption"))
    .option("--resend", say("resendOption"))
    .option("--parallel <count>", say("parallelOption"), wholeNumber(1, 16), 4)
    .addHelpText("after", `\n${say("depositLayouts")}`)
    .action((folder: string, flags: DepositFlags) =>
      run((session) =>
        deposit(session, folder, {
          archive: flags.archive,
          batch: flags.batch,
          numberFrom: flags.numberFrom,
          number: flags.number,
          wait: flags.wait,
          resend: flags.resend === true,
          atOnce: flags.parallel,
        }),
      ),
    );
};

type SearchFlags = {
  readonly archive?: string;
  readonly kind?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly region?: string;
  readonly json?: boolean;
};

const addSearch = (command: AddCommand, say: Say, run: Run): void => {
  command("search", say("searchAbout"), "search 结婚登记", "search 王芳 --from 1980 --to 1990 --limit 5")
    .argument("<query>", say("queryArgument"))
    .option("--archive <id>", say("searchArchiveOption"))
    .option("--kind <code>", say("kindOption"))
    .option("--from <year>", say("fromOption"), year)
    .option("--to <year>", say("toOption"), year)
    .option("--limit <count>", say("limitOption"), wholeNumber(1, 100), 20)
    .option("--region <region>", say("searchRegionOption"))
    .option("--json", say("jsonOption"))
    .action((query: string, flags: SearchFlags) =>
      run((session) =>
        search(session, query, {
          archive: flags.archive,
          kind: flags.kind,
          from: flags.from,
          to: flags.to,
          limit: flags.limit,
          region: flags.region,
          json: flags.json === true,
        }),
      ),
    );
};
