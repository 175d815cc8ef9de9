import type { Command } from "commander";
import type { AddCommand, Run } from "./add-command.ts";
import type { BatchOptions } from "./commands/batch.ts";
import { listPreservation, showPreservation, testPreservation } from "./commands/preservation.ts";
import type { Say } from "./messages.ts";

type Of = Omit<BatchOptions, "reason"> & { readonly out?: string };

/** Tests of what is kept (长期保存检测). */
export const addPreservation = (command: AddCommand, say: Say, run: Run): void => {
  const preservation = command(
    "preservation",
    say("preservationAbout"),
    "preservation list --archive 440100",
    "preservation test --archive 440100 --batch 2026-civil --reason 年度检查",
  );
  const part = (name: string, about: string): Command =>
    preservation
      .command(name)
      .description(about)
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"));
  part("list", say("preservationListAbout")).action((flags: { readonly archive: string }) =>
    run((session) => listPreservation(session, flags)),
  );
  part("test", say("preservationTestAbout"))
    .requiredOption("--batch <id>", say("batchOption"))
    .requiredOption("--reason <text>", say("reasonOption"))
    .option("--out <folder>", say("reportOutOption"))
    .action((flags: Of & BatchOptions) => run((session) => testPreservation(session, flags)));
  part("report", say("preservationReportAbout"))
    .requiredOption("--batch <id>", say("batchOption"))
    .option("--out <folder>", say("reportOutOption"))
    .action((flags: Of) => run((session) => showPreservation(session, flags)));
};
