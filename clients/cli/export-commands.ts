import { exportBag } from "./commands/export.ts";
import type { AddCommand, Run } from "./add-command.ts";
import type { Say } from "./messages.ts";

type ExportFlags = {
  readonly archive: string;
  readonly volume?: boolean;
  readonly batch?: string;
  readonly reason: string;
  readonly to?: string;
  readonly id?: string;
};

/** Bags of what the archive holds. */
export const addExport = (command: AddCommand, say: Say, run: Run): void => {
  command(
    "export",
    say("exportAbout"),
    "export Z109-ZY·HY·1999·D100-001-0001 --archive 440100 --reason 省馆备查 --to ./out",
    "export Z109-ZY·HY·1999·D100-001 --volume --archive 440100 --reason 省馆备查",
    "export --batch 2026-civil --archive 440100 --reason 移交国家馆 --to ./2026-civil.tar",
  )
    .argument("[code]", say("exportCodeArgument"))
    .requiredOption("--archive <id>", say("archiveOption"))
    .requiredOption("--reason <text>", say("reasonOption"))
    .option("--volume", say("exportVolumeOption"))
    .option("--batch <id>", say("exportBatchOption"))
    .option("--to <path>", say("exportToOption"))
    .option("--id <name>", say("exportIdOption"))
    .action((code: string | undefined, { archive, volume, batch, reason, to, id }: ExportFlags) =>
      run((session) => exportBag(session, { archive, code, volume: volume === true, batch, reason, to, id })),
    );
};
