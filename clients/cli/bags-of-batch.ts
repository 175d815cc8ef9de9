import type { Batch } from "./batch-state.ts";
import { oneLine } from "./plain-text.ts";
import type { Session } from "./session.ts";

type Bag = Batch["bags"][number];

const messages = {
  received: "bagReceived",
  validating: "bagValidating",
  unpacking: "bagUnpacking",
  unpacked: "bagUnpacked",
  refused: "bagTurnedAway",
} as const satisfies Record<Bag["state"], string>;

const linesShown = 20;

/** Bags that came with a batch: how far each is, what was wrong with it, what stays in it, what it says of itself. */
export const printBags = (bags: readonly Bag[], { say, print }: Session): void => {
  if (bags.length === 0) return;
  print("");
  print(say("bagsTitle", { count: bags.length }));
  for (const { key, state, at, of, counts, found, findings, leftOut, info } of bags) {
    print(say(messages[state], { key: oneLine(key), at, of, found, ...counts }));
    const lines = [
      ...info.map(({ label, value }) => `${label}: ${value}`),
      ...findings.map(({ rule, clause, detail }) => `${rule} (${clause}) ${detail}`),
      ...leftOut.map(({ path, detail, reason }) => `${path}: ${detail} [${reason}]`),
    ];
    for (const line of lines.slice(0, linesShown)) print(`    ${oneLine(line)}`);
    const more = lines.length - linesShown;
    if (more > 0) print(`    ${say("andMore", { count: more })}`);
  }
};

/** Whether nothing more is to be done for any of them, here or by the depositor. */
export const areBagsDone = (bags: readonly Bag[]): boolean =>
  bags.every(({ state, counts }) => state === "refused" || (state === "unpacked" && counts.leftOut === 0));
