import { Option } from "commander";
import type { Command } from "commander";
import { retentionCounting } from "../../shared/contract/retention.ts";
import type { AddCommand, Run } from "./add-command.ts";
import { approveSchedule, draftSchedule, listDue, listSchedules, withdrawSchedule } from "./commands/retention.ts";
import type { Say } from "./messages.ts";
import { wholeNumber } from "./whole-number.ts";

/** Retention schedules, and what is due. */
export const addRetention = (command: AddCommand, say: Say, run: Run): void => {
  const retention = command(
    "retention",
    say("retentionAbout"),
    "retention draft lines.json --archive 440100 --fonds Z109 --title 机关文书保管期限表 --reason 2026年修订",
    "retention approve --archive 440100 --fonds Z109 --number 1 --from 2011-01-01 --reason 审核同意",
    "retention due --archive 440100 --before 2027-01-01",
  );
  const part = (name: string, about: string): Command =>
    retention
      .command(name)
      .description(about)
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"));
  const ofUnit = (name: string, about: string): Command =>
    part(name, about)
      .option("--fonds <code>", say("fondsOption"))
      .option("--giver <code>", say("giverCodeOption"))
      .requiredOption("--reason <text>", say("reasonOption"));
  const ofVersion = (name: string, about: string): Command =>
    ofUnit(name, about).requiredOption("--number <version>", say("versionOption"), wholeNumber(1, 99_999));

  ofUnit("draft", say("retentionDraftAbout"))
    .argument("<file>", say("entriesArgument"))
    .requiredOption("--title <text>", say("scheduleTitleOption"))
    .addOption(
      new Option("--counting <way>", say("countingOption")).choices(retentionCounting.options).default("next-year"),
    )
    .action((file: string, flags: Parameters<typeof draftSchedule>[2]) =>
      run((session) => draftSchedule(session, file, flags)),
    );
  ofVersion("approve", say("retentionApproveAbout"))
    .requiredOption("--from <day>", say("inForceFromOption"))
    .action((flags: Parameters<typeof approveSchedule>[1]) => run((session) => approveSchedule(session, flags)));
  ofVersion("withdraw", say("retentionWithdrawAbout")).action((flags: Parameters<typeof withdrawSchedule>[1]) =>
    run((session) => withdrawSchedule(session, flags)),
  );
  part("list", say("retentionListAbout")).action((flags: Parameters<typeof listSchedules>[1]) =>
    run((session) => listSchedules(session, flags)),
  );
  part("due", say("retentionDueAbout"))
    .requiredOption("--before <day>", say("dueBeforeOption"))
    .action((flags: Parameters<typeof listDue>[1]) => run((session) => listDue(session, flags)));
};
