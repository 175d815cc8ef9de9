import { copyFile, glob, mkdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as z from "zod";
import { BundleError } from "./bundle-error.ts";
import type { Cpu } from "./processor.ts";
import { neededPackage, shippedPackages } from "./shipped-packages.ts";
import type { ShippedPackage } from "./shipped-packages.ts";

/** Where packages are: the project, and for another processor's binaries the folder they were fetched into. */
export type PackageRoots = { readonly project: string; readonly natives: string };

const copyTree = async (from: string, to: string, keep: (path: string) => boolean): Promise<void> => {
  for await (const entry of glob("**/*", { cwd: from, withFileTypes: true, exclude: ["node_modules"] })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const path = relative(from, source);
    if (!keep(path.replaceAll("\\", "/"))) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(source, join(to, path));
  }
};

/** A package's folder as Node would find it from another package's folder, as a path within `root`. */
const folderOf = (name: string, from: string, root: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(root, candidate, "package.json"))) return candidate;
    if (folder === "." || folder === "/") return undefined;
  }
};

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

const dependenciesOf = async (folder: string): Promise<string[]> =>
  Object.keys(manifest.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8"))).dependencies);

/**
 * Puts packages, and whatever they need at run time, into a function's folder.
 * Throws `BundleError` when one of them is not installed.
 */
export const copyPackages = async (
  names: readonly string[],
  target: string,
  cpu: Cpu,
  roots: PackageRoots,
): Promise<void> => {
  const done = new Set<string>();
  const copy = async (name: string, from: string, rule: ShippedPackage): Promise<void> => {
    const root = name.startsWith("@img/sharp-") ? roots.natives : roots.project;
    const folder = folderOf(name, root === roots.project ? from : ".", root);
    if (folder === undefined) throw new BundleError(`package ${name} is not installed for linux-${cpu}`);
    if (done.has(folder)) return;
    done.add(folder);
    await copyTree(join(root, folder), join(target, folder), (path) => rule.files(path, cpu));
    if (rule.data !== undefined) {
      await copyTree(join(roots.project, "node_modules", rule.data.from), join(target, rule.data.to), () => true);
    }
    const needs = rule.needs?.(cpu) ?? (await dependenciesOf(join(root, folder)));
    for (const need of needs) await copy(need, folder, neededPackage);
  };
  for (const name of names) await copy(name, ".", shippedPackages[name] ?? neededPackage);
};
