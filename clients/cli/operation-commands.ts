import { Option } from "commander";
import type { Command } from "commander";
import { queueNames } from "../../shared/contract/names.ts";
import type { QueueName } from "../../shared/contract/names.ts";
import type { AddCommand, Run } from "./add-command.ts";
import { clearFaults, setFaults, showFaults } from "./commands/faults.ts";
import { redriveParked, showParked } from "./commands/parked.ts";
import { showRecheck } from "./commands/recheck.ts";
import type { Say } from "./messages.ts";

type RegionFlag = { readonly region?: string };

/** What those who run the service need. */
export const addOperation = (command: AddCommand, say: Say, run: Run): void => {
  command("parked", say("parkedAbout"), "parked", "parked --region cn-north-1 --json")
    .option("--region <region>", say("operatedRegionOption"))
    .option("--json", say("jsonOption"))
    .action((flags: RegionFlag & { json?: boolean }) =>
      run((session) => showParked(session, flags.region, flags.json === true)),
    );
  command("redrive", say("redriveAbout"), "redrive", "redrive --queue ocr")
    .addOption(new Option("--queue <queue>", say("queueOption")).choices(queueNames))
    .option("--region <region>", say("operatedRegionOption"))
    .action((flags: RegionFlag & { queue?: QueueName }) =>
      run((session) => redriveParked(session, flags.region, flags.queue)),
    );
  command("recheck", say("recheckAbout"), "recheck", "recheck --start --region cn-northwest-1")
    .option("--start", say("recheckStartOption"))
    .option("--region <region>", say("operatedRegionOption"))
    .action((flags: RegionFlag & { start?: boolean }) =>
      run((session) => showRecheck(session, flags.region, flags.start === true)),
    );
};

/** What lets things go wrong, on one machine. */
export const addFaults = (command: AddCommand, say: Say, run: Run): void => {
  const faults = command(
    "faults",
    say("faultsAbout"),
    "faults set docs/faults/harsh.json",
    "faults show",
    "faults clear",
  );
  const part = (name: string, about: string): Command =>
    faults.command(name).description(about).helpOption("-h, --help", say("helpOption"));
  part("set", say("faultsSetAbout"))
    .argument("<file>", say("faultsFileArgument"))
    .action((file: string) => run((session) => setFaults(session, file)));
  part("show", say("faultsShowAbout")).action(() => run(showFaults));
  part("clear", say("faultsClearAbout")).action(() => run(clearFaults));
};
