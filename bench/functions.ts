/**
 * What a function costs before its first answer: `node bench/functions.ts [--starts 15] [--deployment china]`. Every package
 * as it is deployed, and a handler that does nothing, bundled the same way; each started anew, in turns, in a process that
 * does nothing else. Prints markdown.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { bareFunction } from "./functions/bare-function.ts";
import { deployedFunctions } from "./functions/deployed-functions.ts";
import { firstAnswer } from "./functions/first-answer.ts";
import { packageTable, type Measured } from "./functions/package-table.ts";
import { openRefusingService } from "./functions/refusing-service.ts";

type Options = { readonly starts: number; readonly deployment: "china" | "global" };

/** Measures every function and returns the table. */
export const run = async ({ starts, deployment }: Options): Promise<string> => {
  const directory = await mkdtemp(path.join(tmpdir(), "lantai-functions-"));
  const service = await openRefusingService();
  try {
    const bare = await bareFunction(path.join(directory, "bare"));
    const deployed = await deployedFunctions(path.join(directory, "deployed"), deployment, service.url);
    const measured: Measured[] = [bare, ...deployed].map((definition) => ({ definition, milliseconds: [] }));
    for (let start = 0; start < starts; start += 1)
      for (const { definition, milliseconds } of measured)
        milliseconds.push(await firstAnswer(definition, path.join(directory, "scratch")));
    return await packageTable(measured);
  } finally {
    await service.close();
    await rm(directory, { recursive: true, force: true });
  }
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { starts: { type: "string" }, deployment: { type: "string" } } });
  const options = z.object({
    starts: z.coerce.number().int().min(1).default(15),
    deployment: z.enum(["china", "global"]).default("china"),
  });
  console.log(await run(options.parse(values)));
}
