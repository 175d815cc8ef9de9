import { relative, sep } from "node:path";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** How many promises of a stand-in held and how many did not, on one target. */
type Count = { readonly service: string; readonly target: string; passed: number; failed: number };

/** Prints, after a run, how many promises held for each service and each target they were put to. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = countPromises(modules);
    if (counts.length > 0) process.stdout.write(`\n${[...table(counts), ...unequal(counts)].join("\n")}\n`);
  }
}

const folder = import.meta.dirname;

const countPromises = (modules: readonly TestModule[]): readonly Count[] => {
  const counts = new Map<string, Count>();
  for (const module of modules) {
    const service = serviceOf(module);
    if (service === undefined) continue;
    for (const test of module.children.allTests()) {
      const target = targetOf(test);
      const key = `${service} ${target}`;
      const count = counts.get(key) ?? { service, target, passed: 0, failed: 0 };
      const { state } = test.result();
      if (state === "passed") count.passed += 1;
      if (state === "failed") count.failed += 1;
      counts.set(key, count);
    }
  }
  return [...counts.values()].toSorted(
    (a, b) => a.service.localeCompare(b.service) || a.target.localeCompare(b.target),
  );
};

/** The folder below this one; files beside this one belong to no service. */
const serviceOf = ({ moduleId }: TestModule): string | undefined => {
  const [service, ...rest] = relative(folder, moduleId).split(sep);
  return service === ".." || rest.length === 0 ? undefined : service;
};

/** The outermost suite that says what its promises were put to. */
const targetOf = (test: TestCase): string => {
  let target = "the stand-in";
  for (let suite = test.parent; suite.type === "suite"; suite = suite.parent) {
    target = /^(?:on|with) (.+)$/.exec(suite.name)?.[1] ?? target;
  }
  return target;
};

const table = (counts: readonly Count[]): readonly string[] => {
  const rows = [
    ["service", "target", "passed", "failed"],
    ...counts.map(({ service, target, passed, failed }) => [service, target, String(passed), String(failed)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return rows.flatMap((row, i) => (i === 0 ? [line(row), rule] : [line(row)]));
};

/** Said of every service whose targets were not put to the same number of promises. */
const unequal = (counts: readonly Count[]): readonly string[] =>
  [...new Set(counts.map(({ service }) => service))].flatMap((service) => {
    const totals = counts.filter((count) => count.service === service);
    const told = totals.map(({ target, passed, failed }) => `${passed + failed} ${target}`);
    const same = new Set(totals.map(({ passed, failed }) => passed + failed)).size < 2;
    return same ? [] : [`${service}: the targets were not put to the same number of promises: ${told.join(", ")}`];
  });
