import { deflateRawSync } from "node:zlib";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleFunctions } from "./bundle/bundle-functions.ts";
import { architecture } from "./deployment.ts";

/** Lambda's limit for an unzipped package, layers included, in bytes (Lambda guide, "Lambda quotas": 250 MB). */
const unzippedLimit = 250 * 1024 * 1024;
/** What a zip writes around each file: local header, directory entry, the name twice. */
const zipOverhead = (name: string): number => 30 + 46 + 2 * Buffer.byteLength(name);

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(2).padStart(8);

/** Bytes of a folder's files, and of a zip of them at level 6. */
const sizesOf = async (folder: string): Promise<{ zipped: number; unzipped: number }> => {
  let zipped = 22;
  let unzipped = 0;
  for await (const entry of glob("**/*", { cwd: folder, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name));
    unzipped += content.length;
    zipped +=
      deflateRawSync(content, { level: 6 }).length +
      zipOverhead(join(entry.parentPath, entry.name).slice(folder.length + 1));
  }
  return { zipped, unzipped };
};

const wanted = architecture.parse(process.argv[2] ?? (process.arch === "arm64" ? "arm64" : "x86_64"));
const packages = await bundleFunctions({ architecture: wanted });
process.stdout.write(`Lambda packages, ${wanted} (MB; limit ${megabytes(unzippedLimit).trim()} unzipped)\n`);
process.stdout.write(`${"function".padEnd(30)}${"zipped".padStart(8)} ${"unzipped".padStart(8)}  verdict\n`);
let over = 0;
for (const [name, folder] of packages) {
  const { zipped, unzipped } = await sizesOf(folder);
  const fits = unzipped <= unzippedLimit;
  if (!fits) over += 1;
  process.stdout.write(`${name.padEnd(30)}${megabytes(zipped)} ${megabytes(unzipped)}  ${fits ? "fits" : "TOO BIG"}\n`);
}
process.exitCode = over === 0 ? 0 : 1;
