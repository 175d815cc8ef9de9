import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** What must be on a page and true of it. */
export type Question = {
  readonly words: readonly string[];
  readonly archive?: string;
  readonly kind?: string;
  readonly from?: number;
  readonly to?: number;
};

/** Hits are counted to 10,000; milliseconds are the best of some runs. */
export type LuceneAnswer = { readonly total: number; readonly milliseconds: number; readonly ids: readonly string[] };

const jarFolder = "/usr/share/java";
const installedJars = existsSync(jarFolder) ? readdirSync(jarFolder).sort() : [];

/** The newest installed jar of each part, or the name such a jar would have. */
export const luceneJars = ["lucene-core", "lucene-analyzers-common"].map((part) => {
  const versions = installedJars.filter((name) => name.startsWith(`${part}-8.`));
  return path.join(jarFolder, versions.at(-1) ?? `${part}-8.7.0.jar`);
});

/** Java's compiler is wanted too: the program that asks Lucene is started from its source. */
export const luceneIsInstalled = (): boolean =>
  luceneJars.every((jar) => existsSync(jar)) && spawnSync("javac", ["-version"]).status === 0;

export type LucenePage = {
  readonly id: string;
  readonly archive: string;
  readonly kind: string;
  readonly year: number;
  readonly text: string;
};

export const luceneLine = ({ id, archive, kind, year, text }: LucenePage): string =>
  `${[id, archive, kind, year, text.replaceAll("\n", "\\n").replaceAll("\t", " ")].join("\t")}\n`;

/**
 * Asks Lucene's `cjk` analyzer: indexes the pages of a file of `luceneLine`s under `directory` and answers the questions.
 *
 * @throws Error when Java or Lucene is not installed.
 */
export const askLucene = async (
  pagesFile: string,
  questions: readonly Question[],
  { directory, runs, top }: { readonly directory: string; readonly runs: number; readonly top: number },
): Promise<{ readonly cpuSeconds: number; readonly bytes: number; readonly answers: readonly LuceneAnswer[] }> => {
  const queriesFile = path.join(directory, "queries.tsv");
  const lines = questions.map(({ words, archive = "", kind = "", from = "", to = "" }) =>
    [archive, kind, from, to, ...words].join("\t"),
  );
  await writeFile(queriesFile, `${lines.join("\n")}\n`);
  const { stdout } = await promisify(execFile)(
    "java",
    [
      "-Xmx2g",
      "-cp",
      luceneJars.join(":"),
      path.join(import.meta.dirname, "CjkIndex.java"),
      pagesFile,
      queriesFile,
      path.join(directory, "lucene"),
      String(runs),
      String(top),
    ],
    { maxBuffer: 1 << 30 },
  );
  const [build = "", ...answers] = stdout.trimEnd().split("\n");
  const [, cpuSeconds, bytes] = build.split("\t");
  return {
    cpuSeconds: Number(cpuSeconds),
    bytes: Number(bytes),
    answers: answers.map((line) => {
      const [total, nanoseconds, ...ids] = line.split("\t");
      return { total: Number(total), milliseconds: Number(nanoseconds) / 1e6, ids };
    }),
  };
};
