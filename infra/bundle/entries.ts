import { glob } from "node:fs/promises";
import { functionEnv } from "../../shared/contract/env.ts";
import { BundleError } from "./bundle-error.ts";

const suffix = ".handler.ts";

/**
 * Entry points under `root`: function name → file, both with `/`. Those of the contract and those of the tree must be the same.
 * Throws `BundleError` naming every function without a handler and every handler without a function.
 */
export const findEntries = async (
  root: string,
  expected: readonly string[] = Object.keys(functionEnv),
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for await (const file of glob(`functions/**/*${suffix}`, { cwd: root })) {
    const path = file.replaceAll("\\", "/");
    found.set(path.slice("functions/".length, -suffix.length), path);
  }
  const faults = [
    ...expected
      .filter((name) => !found.has(name))
      .map((name) => `function ${name} has no entry point functions/${name}${suffix}`),
    ...[...found]
      .filter(([name]) => !expected.includes(name))
      .map(([name, path]) => `${path} is an entry point, but the contract has no environment for ${name}`),
  ];
  if (faults.length > 0) throw new BundleError(`cannot bundle the functions:\n${faults.sort().join("\n")}`);
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
};
