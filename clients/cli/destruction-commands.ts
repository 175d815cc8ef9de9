import type { Command } from "commander";
import type { DestructionDecision } from "../../shared/contract/destruction.ts";
import type { FreezeDecision } from "../../shared/contract/freeze.ts";
import type { AddCommand, Run } from "./add-command.ts";
import { carryOutDestruction, decideDestruction, draftDestruction, showDestruction } from "./commands/destruction.ts";
import type { ListFlags } from "./commands/destruction.ts";
import { fetchCertificate, verifyCertificate } from "./commands/destruction-certificate.ts";
import { freezeItems, listFrozen } from "./commands/freeze.ts";
import type { MessageName, Say } from "./messages.ts";

const decisions = [
  ["review", "reviewed", "destructionReviewAbout"],
  ["approve", "approved", "destructionApproveAbout"],
  ["withdraw", "withdrawn", "destructionWithdrawAbout"],
] as const satisfies readonly (readonly [string, DestructionDecision, MessageName])[];

/** What is to go, and who agrees. */
export const addDestruction = (command: AddCommand, say: Say, run: Run): void => {
  const destruction = command(
    "destruction",
    say("destructionAbout"),
    "destruction draft Z109-WS·2011·D10·办公室-0401 --archive 440100 --list 2026-01 --title 到期档案 --ground 保管期限届满 --opinion 无继续保存价值 --reason 2026年鉴定",
    "destruction approve --archive 440100 --list 2026-01 --reason 同意",
    "destruction carry-out --archive 440100 --list 2026-01 --supervisor 张三 --supervisor 李四 --reason 2026年鉴定",
    "destruction certificate --archive 440100 --list 2026-01 --out ./certificates",
  );
  const part = (name: string, about: MessageName): Command =>
    destruction
      .command(name)
      .description(say(about))
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"))
      .requiredOption("--list <name>", say("listOption"));
  part("draft", "destructionDraftAbout")
    .argument("<codes...>", say("codesArgument"))
    .requiredOption("--title <text>", say("destructionTitleOption"))
    .requiredOption("--ground <text>", say("groundOption"))
    .requiredOption("--opinion <text>", say("opinionOption"))
    .requiredOption("--reason <text>", say("reasonOption"))
    .action((codes: string[], flags: Parameters<typeof draftDestruction>[2]) =>
      run((session) => draftDestruction(session, codes, flags)),
    );
  for (const [name, decision, about] of decisions)
    part(name, about)
      .requiredOption("--reason <text>", say("reasonOption"))
      .action((flags: ListFlags & { reason: string }) => run((session) => decideDestruction(session, decision, flags)));
  part("carry-out", "destructionCarryOutAbout")
    .requiredOption("--supervisor <name...>", say("supervisorOption"))
    .requiredOption("--reason <text>", say("reasonOption"))
    .action((flags: Parameters<typeof carryOutDestruction>[1]) =>
      run((session) => carryOutDestruction(session, flags)),
    );
  part("certificate", "destructionCertificateAbout")
    .option("--out <folder>", say("receiptOutOption"))
    .action((flags: Parameters<typeof fetchCertificate>[1]) => run((session) => fetchCertificate(session, flags)));
  destruction
    .command("verify")
    .description(say("destructionVerifyAbout"))
    .helpOption("-h, --help", say("helpOption"))
    .argument("<file>", say("certificateFileArgument"))
    .option("--keys <file>", say("certificateKeysOption"))
    .option("--list <file>", say("certificateListOption"))
    .action((file: string, flags: Parameters<typeof verifyCertificate>[2]) =>
      run((session) => verifyCertificate(session, file, flags)),
    );
  part("show", "destructionShowAbout").action((flags: ListFlags) => run((session) => showDestruction(session, flags)));
};

const freezes = [
  ["set", "frozen", "freezeSetAbout"],
  ["release", "released", "freezeReleaseAbout"],
] as const satisfies readonly (readonly [string, FreezeDecision, MessageName])[];

/** What may not go. */
export const addFreeze = (command: AddCommand, say: Say, run: Run): void => {
  const freeze = command(
    "freeze",
    say("freezeAbout"),
    "freeze set Z109-WS·2011·D10·办公室-0401 --archive 440100 --matter 诉讼1号 --reason 证据保全",
    "freeze list --archive 440100",
  );
  const part = (name: string, about: MessageName): Command =>
    freeze
      .command(name)
      .description(say(about))
      .helpOption("-h, --help", say("helpOption"))
      .requiredOption("--archive <id>", say("archiveOption"));
  for (const [name, decision, about] of freezes)
    part(name, about)
      .argument("<codes...>", say("codesArgument"))
      .requiredOption("--matter <text>", say("matterOption"))
      .requiredOption("--reason <text>", say("reasonOption"))
      .action((codes: string[], flags: Parameters<typeof freezeItems>[3]) =>
        run((session) => freezeItems(session, decision, codes, flags)),
      );
  part("list", "freezeListAbout").action((flags: { archive: string }) => run((session) => listFrozen(session, flags)));
};
