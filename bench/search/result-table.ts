import type { QuestionSet } from "./questions.ts";

export type Timing = { readonly milliseconds: readonly number[]; readonly hits: number };

/** What one engine took to index the pages, and to answer each set of questions. */
export type EngineResult = {
  readonly engine: string;
  readonly pages: number;
  readonly cpuSeconds: number;
  readonly bytes: number;
  readonly sets: ReadonlyMap<QuestionSet, Timing>;
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

const twoDigits = (value: number): string => String(Number(value.toPrecision(2)));
const ratio = (value: number, ours: number): string => `${twoDigits(value / ours)}×`;

/** Building and size of each engine, beside our own, which comes first. Markdown. */
export const buildTable = (results: readonly EngineResult[]): string => {
  const [ours] = results;
  const rows = results.map(({ engine, pages, cpuSeconds, bytes }) => {
    const rate = pages / cpuSeconds;
    const ourRate = (ours?.pages ?? NaN) / (ours?.cpuSeconds ?? NaN);
    const megabytes = bytes / 1e6;
    return `| ${[engine, pages, rate.toFixed(0), ratio(rate, ourRate), megabytes.toFixed(0), ratio(bytes, ours?.bytes ?? NaN)].join(" | ")} |`;
  });
  return [
    "| Engine | pages | pages per CPU s | to ours | index MB | to ours |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
};

/** Latency of every set of questions, the best of some runs each, and how many hits there were. Markdown. */
export const latencyTable = (results: readonly EngineResult[]): string => {
  const [ours] = results;
  const rows = results.flatMap(({ engine, sets }) =>
    [...sets].map(([set, timing]) => {
      const own = ours?.sets.get(set);
      const p50 = percentile(timing.milliseconds, 0.5);
      const p99 = percentile(timing.milliseconds, 0.99);
      const hits = `${timing.hits} (${((100 * timing.hits) / (own?.hits ?? NaN)).toFixed(1)} %)`;
      const toOurs = ratio(p50, percentile(own?.milliseconds ?? [], 0.5));
      return {
        set,
        cells: [set, engine, timing.milliseconds.length, twoDigits(p50), twoDigits(p99), toOurs, hits],
      };
    }),
  );
  const ordered = [...Map.groupBy(rows, ({ set }) => set).values()].flat();
  return [
    "| Questions | engine | n | p50 ms | p99 ms | p50 to ours | hits (of ours) |",
    "|---|---|---|---|---|---|---|",
    ...ordered.map(({ cells }) => `| ${cells.join(" | ")} |`),
  ].join("\n");
};
