import { createHash } from "node:crypto";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const record = z.object({ inputs: z.array(z.string()), digest: z.string() });

/**
 * Digest of everything a build came from: the project's own files among its inputs, the lock for all packages, and the
 * bundler itself. A file that is gone counts as changed.
 */
const digestOf = async (root: string, inputs: readonly string[], settings: string): Promise<string> => {
  const hash = createHash("sha256").update(settings);
  const bundler: string[] = [];
  for await (const path of glob("infra/bundle/*.ts", { cwd: root })) bundler.push(path);
  for (const path of [...inputs, ...bundler.sort(), "package-lock.json"]) {
    const content = await readFile(join(root, path)).catch(() => "gone");
    hash.update(`\n${path}\n`).update(content);
  }
  return hash.digest("hex");
};

const recordFile = (folder: string): string => join(folder, "built-from.json");

/** Whether the build in `folder` still is what its inputs would give. `settings` stands for all that no file says. */
export const isFresh = async (root: string, folder: string, settings: string): Promise<boolean> => {
  const text = await readFile(recordFile(folder), "utf8").catch(() => undefined);
  if (text === undefined) return false;
  const { inputs, digest } = record.parse(JSON.parse(text));
  return digest === (await digestOf(root, inputs, settings));
};

/** Notes what a finished build came from. `inputs` are paths within `root`; those of packages are left to the lock. */
export const noteBuiltFrom = async (
  root: string,
  folder: string,
  inputs: readonly string[],
  settings: string,
): Promise<void> => {
  const own = inputs.filter((path) => !path.startsWith("node_modules/")).sort();
  const noted: z.infer<typeof record> = { inputs: own, digest: await digestOf(root, own, settings) };
  await writeFile(recordFile(folder), JSON.stringify(noted));
};
