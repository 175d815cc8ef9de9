import { units, type Measurement } from "./measure-server.ts";

/** A markdown table; the ratio is the stand-in's figure to DynamoDB Local's. */
export const comparisonTable = (standIn: Measurement, peer: Measurement | undefined): string => {
  const rows = Object.entries(units).map(([name, unit]) => {
    const [ours, theirs] = [figure(standIn, name), peer && figure(peer, name)];
    const ratio = theirs === undefined ? "–" : (ours / theirs).toFixed(2);
    return `| ${name} | ${unit} | ${rounded(ours)} | ${theirs === undefined ? "–" : rounded(theirs)} | ${ratio} |`;
  });
  return ["| what | unit | stand-in | DynamoDB Local | ratio |", "| --- | --- | ---: | ---: | ---: |", ...rows].join(
    "\n",
  );
};

const figure = (measurement: Readonly<Record<string, number>>, name: string): number => measurement[name] ?? Number.NaN;

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
