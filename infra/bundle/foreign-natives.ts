import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { BundleError } from "./bundle-error.ts";
import type { Cpu } from "./processor.ts";

const run = promisify(execFile);

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
});
type Lock = z.infer<typeof lockFile>;

const readLock = async (path: string): Promise<Lock> => lockFile.parse(JSON.parse(await readFile(path, "utf8")));

/** Whether a path of a lock is one of sharp's native packages, the only ones taken from a fetched folder. */
const isNative = (path: string): boolean => path.startsWith("node_modules/@img/sharp-");

/** Native packages that were installed although the project's lock does not know them with this very content. */
export const strangers = (project: Lock, installed: Lock): string[] =>
  Object.entries(installed.packages).flatMap(([path, { integrity }]) =>
    !isNative(path) || (integrity !== undefined && project.packages[path]?.integrity === integrity)
      ? []
      : [`${path} (${integrity ?? "no integrity"})`],
  );

/**
 * The folder whose `node_modules` holds sharp's binaries for a processor: the project's own on the same processor, else one
 * that npm fills once, without running any script, and whose native packages must be those of package-lock.json.
 * Throws `BundleError` when they are not.
 */
export const nativesFor = async (cpu: Cpu, machine: string, project: string, builds: string): Promise<string> => {
  if (machine === cpu) return project;
  const lock = await readLock(join(project, "package-lock.json"));
  const version = lock.packages["node_modules/sharp"]?.version;
  if (version === undefined) throw new BundleError("package-lock.json does not name sharp");
  const folder = join(builds, `native-${cpu}-sharp-${version}`);
  if (!existsSync(join(folder, "verified"))) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run(
      "npm",
      [
        "install",
        ...["--prefix", folder],
        ...[`--cpu=${cpu}`, "--os=linux", "--libc=glibc"],
        ...["--ignore-scripts", "--no-save", "--no-audit", "--no-fund"],
        `sharp@${version}`,
      ],
      { cwd: folder },
    );
    const found = strangers(lock, await readLock(join(folder, "node_modules", ".package-lock.json")));
    if (found.length > 0)
      throw new BundleError(`npm brought packages that package-lock.json does not hold:\n${found.join("\n")}`);
    await mkdir(join(folder, "verified"));
  }
  return folder;
};
