import type { AddCommand, Run } from "./add-command.ts";
import { findPeople, type PeopleOptions } from "./commands/people.ts";
import type { Say } from "./messages.ts";

/** People whom descriptions name. */
export const addPeople = (command: AddCommand, say: Say, run: Run): void => {
  command("people", say("peopleAbout"), "people find --archive 440100 --name 张三 --reason 查档单2026-0311")
    .command("find")
    .description(say("peopleFindAbout"))
    .helpOption("-h, --help", say("helpOption"))
    .requiredOption("--archive <id>", say("archiveOption"))
    .requiredOption("--reason <reason>", say("peopleReasonOption"))
    .option("--name <name>", say("peopleNameOption"))
    .option("--number-file <file>", say("peopleNumberOption"))
    .option("--json", say("jsonOption"))
    .action((options: PeopleOptions) => run((session) => findPeople(session, options)));
};
