import cliProgress from "cli-progress";
import { columnsOf } from "./plain-text.ts";
import type { Output } from "./world.ts";

/** One thing that grows: how much of it is done, and the numbers to show behind the bar. */
export type Measure = { readonly label: string; readonly done: number; readonly total: number; readonly text: string };

export type Progress = {
  /** Shows the measures, always the same ones in the same order. */
  show(measures: readonly Measure[]): void;
  /** A line of its own, above the bars. */
  note(line: string): void;
  /** Leaves the last state on the screen. */
  stop(): void;
};

const labelColumns = 12;
const padded = (label: string): string => label + " ".repeat(Math.max(0, labelColumns - columnsOf(label)));

/** Bars on a terminal; elsewhere one plain line a measure, at most every five seconds and at the end. */
export const startProgress = (output: Output, now: () => number): Progress =>
  output.isTTY === true ? barsOn(output) : linesOn(output, now);

const barsOn = (stream: Output): Progress => {
  const multi = new cliProgress.MultiBar({
    stream,
    format: "{label} {bar} {text}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    fps: 8,
    hideCursor: true,
    gracefulExit: false,
    emptyOnZero: true,
  });
  const bars: cliProgress.SingleBar[] = [];
  return {
    show: (measures) =>
      measures.forEach(({ label, done, total, text }, at) => {
        const payload = { label: padded(label), text };
        const bar = (bars[at] ??= multi.create(total, done, payload));
        bar.setTotal(total);
        bar.update(Math.min(done, total), payload);
      }),
    note: (line) => multi.log(`${line}\n`),
    stop: () => multi.stop(),
  };
};

const lineEveryMilliseconds = 5000;

const linesOn = (output: Output, now: () => number): Progress => {
  let shownAt = Number.NEGATIVE_INFINITY;
  let shown = "";
  let latest = "";
  const write = (): void => {
    if (latest !== shown) output.write(latest);
    shown = latest;
    shownAt = now();
  };
  return {
    show: (measures) => {
      latest = measures.map(({ label, text }) => `${label}: ${text}\n`).join("");
      if (now() - shownAt >= lineEveryMilliseconds) write();
    },
    note: (line) => output.write(`${line}\n`),
    stop: write,
  };
};
