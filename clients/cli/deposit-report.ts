import type { Division } from "./deposit.ts";
import { numbersTable } from "./given-numbers.ts";
import { aligned } from "./plain-text.ts";
import type { DepositPlan, LeftOut } from "./prepare-deposit.ts";
import type { NotSent } from "./send-objects.ts";
import type { Session } from "./session.ts";

const numberedShown = 500;
const leftOutShown = 100;

/** Which provisional code each loose scan got. */
export const printNumbered = (numbered: DepositPlan["numbered"], session: Session): void => {
  if (numbered.length === 0) return;
  const { world, say, print } = session;
  print(say("numberedTitle", { count: numbered.length, table: numbersTable(world.home) }));
  const rows = numbered
    .slice(0, numberedShown)
    .map(({ name, archivalCode, isNew }) => [`  ${name}`, archivalCode, isNew ? "" : say("numberedBefore")]);
  for (const line of aligned(rows)) print(line);
  if (numbered.length > rows.length) print(`  ${say("andMore", { count: numbered.length - rows.length })}`);
};

type NotDeposited = {
  readonly name: string;
  readonly reason: LeftOut["reason"] | NotSent["reason"];
  readonly holder?: string;
};

/** Files that stay where they are, each with the reason. */
export const printLeftOut = (leftOut: readonly NotDeposited[], { say, print }: Session): void => {
  if (leftOut.length === 0) return;
  print(say("leftOutTitle", { count: leftOut.length }));
  const rows = leftOut
    .slice(0, leftOutShown)
    .map(({ name, reason, holder = "" }) => [`  ${name}`, say(`leftOut-${reason}`, { holder })]);
  for (const line of aligned(rows)) print(line);
  if (leftOut.length > rows.length) print(`  ${say("andMore", { count: leftOut.length - rows.length })}`);
};

type Totals = Pick<Division, "held" | "inFlight"> & {
  readonly sent: readonly unknown[];
  readonly refused: number;
  readonly leftOut: number;
};

/** What became of the files of the folder. */
export const printSummary = (totals: Totals, { say, print }: Session): void => {
  print(say("summaryTitle"));
  const rows = [
    [say("summarySent"), totals.sent.length],
    [say("summaryHeld"), totals.held.length],
    [say("summaryInFlight"), totals.inFlight.length],
    [say("summaryRefused"), totals.refused],
    [say("summaryLeftOut"), totals.leftOut],
  ] as const;
  for (const line of aligned(rows.map(([label, count]) => [`  ${label}`, String(count)]))) print(line);
};
