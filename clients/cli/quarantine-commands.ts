import type { Command } from "commander";
import type { QuarantineDecision } from "../../shared/contract/quarantine.ts";
import type { AddCommand, Run } from "./add-command.ts";
import { decideQuarantine, listQuarantine, showQuarantine } from "./commands/quarantine.ts";
import type { QuarantineBatchOptions, QuarantineOptions } from "./commands/quarantine.ts";
import type { Say } from "./messages.ts";

const decisions = [
  ["hold", "quarantineHoldAbout"],
  ["release", "quarantineReleaseAbout"],
] as const satisfies readonly (readonly [QuarantineDecision, string])[];

/** What the security officer does. */
export const addQuarantine = (command: AddCommand, say: Say, run: Run): void => {
  const quarantine = command(
    "quarantine",
    say("quarantineAbout"),
    "quarantine list --archive 440100",
    "quarantine release --archive 440100 --batch 2026-civil --reason 题名中的词，不是密级标志",
  );
  const part = (name: string, about: string): Command =>
    quarantine
      .command(name)
      .description(about)
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"));
  part("list", say("quarantineListAbout")).action((flags: QuarantineOptions) =>
    run((session) => listQuarantine(session, flags)),
  );
  part("show", say("quarantineShowAbout"))
    .requiredOption("--batch <id>", say("batchOption"))
    .action((flags: QuarantineBatchOptions) => run((session) => showQuarantine(session, flags)));
  for (const [name, about] of decisions)
    part(name, say(about))
      .requiredOption("--batch <id>", say("batchOption"))
      .requiredOption("--reason <text>", say("reasonOption"))
      .action((flags: QuarantineBatchOptions & { reason: string }) =>
        run((session) => decideQuarantine(session, name, flags)),
      );
};
