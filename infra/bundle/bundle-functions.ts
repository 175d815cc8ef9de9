import { rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { build } from "esbuild";
import type { Metafile } from "esbuild";
import type { Architecture } from "../deployment.ts";
import { copyPackages } from "./copy-packages.ts";
import { findEntries } from "./entries.ts";
import { nativesFor } from "./foreign-natives.ts";
import { isFresh, noteBuiltFrom } from "./freshness.ts";
import { cpuOf } from "./processor.ts";
import { shippedPackages } from "./shipped-packages.ts";

export type BundleOptions = {
  readonly architecture: Architecture;
  /** The project's folder; by default this one. */
  readonly root?: string;
  /** Functions that must have an entry point; by default those of the contract. */
  readonly expected?: readonly string[];
  /** Processor of this machine, as Node names it. */
  readonly machine?: string;
};

/** CommonJS packages inside an ES module still ask for `require`; the name must not meet a minified one. */
const banner =
  'import { createRequire as lantaiCreateRequire } from "node:module"; const require = lantaiCreateRequire(import.meta.url);';

/** Shipped packages a bundle imports, by the folder of its output. */
const shippedBy = (metafile: Metafile, outdir: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(metafile.outputs).map(([file, { imports }]) => [
      relative(outdir, dirname(file)).replaceAll("\\", "/"),
      [
        ...new Set(
          imports
            .filter(({ external }) => external === true)
            .flatMap(({ path }) =>
              Object.keys(shippedPackages).filter((name) => path === name || path.startsWith(`${name}/`)),
            ),
        ),
      ].sort(),
    ]),
  );

/**
 * Builds every function's package into `.build/<architecture>/<function>/`: one minified ES module with the SDK inside, and
 * beside it only those native packages and models that this function imports, for one processor. Does nothing when nothing
 * changed since. Answers each function's folder.
 *
 * Throws `BundleError` naming what is missing; esbuild's own error for code that does not build.
 */
export const bundleFunctions = async (options: BundleOptions): Promise<ReadonlyMap<string, string>> => {
  const { architecture, root = resolve(import.meta.dirname, "../.."), expected, machine = process.arch } = options;
  const builds = join(root, ".build");
  const folder = join(builds, architecture);
  const entries = await findEntries(root, expected);
  const settings = JSON.stringify({ architecture, entries: [...entries.keys()] });
  const packages = new Map([...entries.keys()].map((name) => [name, join(folder, name)]));
  if (await isFresh(root, folder, settings)) return packages;

  const unfinished = `${folder}.unfinished-${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [...entries].map(([name, path]) => ({ in: path, out: `${name}/index` })),
      outdir: unfinished,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      target: "node24",
      format: "esm",
      mainFields: ["module", "main"],
      minify: true,
      charset: "utf8",
      legalComments: "none",
      external: Object.keys(shippedPackages),
      alias: { "@aws-sdk/credential-provider-node": join(import.meta.dirname, "credentials-from-environment.ts") },
      banner: { js: banner },
      metafile: true,
      logLevel: "silent",
    });
    const cpu = cpuOf(architecture);
    const shipped = shippedBy(metafile, relative(root, unfinished));
    const natives = [...shipped.values()].some((names) => names.includes("sharp"))
      ? await nativesFor(cpu, machine, root, builds)
      : root;
    for (const [name, packages] of shipped) {
      await copyPackages(packages, join(unfinished, name), cpu, { project: root, natives });
    }
    await noteBuiltFrom(root, unfinished, Object.keys(metafile.inputs), settings);
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return packages;
};
