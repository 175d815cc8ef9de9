import type { TruthPage } from "./scan-manifest.ts";
import type { LineScore, PageScore } from "./score-page.ts";

/** One page, read and scored. */
export interface Measurement {
  readonly truth: TruthPage;
  readonly score: PageScore;
  readonly cpuSeconds: number;
}

/** Errors, fields and CPU by language and by profile; hard pages apart. Markdown. */
export function scoreTable(measurements: readonly Measurement[]): string {
  const languages = Map.groupBy(measurements, languageOf);
  const profiles = Map.groupBy(measurements, (one) => `${languageOf(one)}, ${one.truth.profile}`);
  return [
    "| Pages | n | CER | exact fields | surplus characters | CPU s/page |",
    "|---|---|---|---|---|---|",
    ...[...languages].map(([name, group]) => row(`**${name}**`, group)),
    ...[...profiles].toSorted(([a], [b]) => a.localeCompare(b)).map(([name, group]) => row(name, group)),
  ].join("\n");
}

function languageOf({ truth }: Measurement): string {
  if (truth.hard) return "hard";
  return truth.kind.endsWith("_en") ? "en" : "zh";
}

function row(name: string, group: readonly Measurement[]): string {
  const lines = group.flatMap(({ score }) => score.lines);
  const fields = sum(group.map(({ score }) => score.fields));
  const exact = sum(group.map(({ score }) => score.exactFields));
  const cells = [
    name,
    group.length,
    percent(errorRate(lines)),
    `${exact}/${fields} (${percent(exact / fields)})`,
    sum(group.map(({ score }) => score.surplus)),
    (sum(group.map(({ cpuSeconds }) => cpuSeconds)) / group.length).toFixed(2),
  ];
  return `| ${cells.join(" | ")} |`;
}

const BUCKETS = [0, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01] as const;

/** Whether confidence is honest: how wrong lines were, by how sure the engine was of them. Markdown. */
export function honestyTable(measurements: readonly Measurement[]): string {
  const lines = measurements.flatMap(({ score }) => score.lines);
  const rows = BUCKETS.slice(0, -1).map((low, index) => {
    const high = BUCKETS[index + 1] ?? 1.01;
    const group = lines.filter(({ confidence }) => confidence >= low && confidence < high);
    const wrong = group.filter(({ edits }) => edits > 0).length;
    return `| ${low}–${Math.min(1, high)} | ${group.length} | ${wrong} | ${percent(errorRate(group))} |`;
  });
  return ["| Confidence of a line | lines | with an error | CER |", "|---|---|---|---|", ...rows].join("\n");
}

const errorRate = (lines: readonly LineScore[]): number =>
  sum(lines.map(({ edits }) => edits)) / sum(lines.map(({ length }) => length));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const percent = (share: number): string => (Number.isNaN(share) ? "-" : `${(100 * share).toFixed(2)} %`);
