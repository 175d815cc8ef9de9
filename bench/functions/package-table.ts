import { glob, stat } from "node:fs/promises";
import path from "node:path";
import type { FunctionDefinition } from "../../local/lambda/invocation.ts";

export type Measured = { readonly definition: FunctionDefinition; readonly milliseconds: number[] };

/** Size and cold start of each function, the first one being what the others are compared with. Markdown. */
export const packageTable = async (measured: readonly Measured[]): Promise<string> => {
  const [bare] = measured;
  if (bare === undefined) throw new RangeError("nothing was measured");
  const rows = measured.map(async ({ definition, milliseconds }) => {
    const { size } = await stat(path.join(definition.codeDirectory, "index.mjs"));
    const cells = [
      definition.name,
      (size / 1024).toFixed(0),
      ((await bytesIn(definition.codeDirectory)) / 1024 / 1024).toFixed(1),
      minimum(milliseconds).toFixed(0),
      median(milliseconds).toFixed(0),
      (minimum(milliseconds) / minimum(bare.milliseconds)).toFixed(2),
      (median(milliseconds) / median(bare.milliseconds)).toFixed(2),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    `Process start to first answer, ${bare.milliseconds.length} interleaved starts each, Node ${process.versions.node}, ${process.arch}.`,
    "",
    "| Function | code KB | package MB | min ms | median ms | × bare (min) | × bare (median) |",
    "|---|---|---|---|---|---|---|",
    ...(await Promise.all(rows)),
  ].join("\n");
};

const minimum = (values: readonly number[]): number => Math.min(...values);

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
};

const bytesIn = async (folder: string): Promise<number> => {
  let bytes = 0;
  for await (const entry of glob("**/*", { cwd: folder, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  return bytes;
};
