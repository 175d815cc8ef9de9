/**
 * Full-text search at scale: `node bench/search.ts [--pages 100000,1000000]`. Indexes seeded synthetic pages over our own
 * path (analyzer, index calls, the one-machine host's storage) and asks it; beside it in the same run, over the same pages,
 * SQLite's trigram index and, where it is installed, Lucene's `cjk` analyzer. Prints markdown.
 */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { openLantaiIndex } from "./search/lantai-index.ts";
import { askLucene, luceneIsInstalled, luceneLine, type Question } from "./search/lucene.ts";
import { questionSets, questionsOf, type QuestionSet } from "./search/questions.ts";
import { buildTable, latencyTable, type EngineResult, type Timing } from "./search/result-table.ts";
import { syntheticPages, type SyntheticPage } from "./search/synthetic-pages.ts";
import { openTrigramIndex } from "./search/trigram-index.ts";

const seed = 20_261_122;
const questionsEach = 100;
const runsEach = 5;
const pageSize = 20;
const batch = 1_000;

type Asked = ReadonlyMap<QuestionSet, readonly Question[]>;
type Corpus = { readonly page: (number: number) => SyntheticPage; readonly pages: number; readonly asked: Asked };

/** Measures every size and returns the tables. */
export const run = async ({ sizes }: { readonly sizes: readonly number[] }): Promise<string> => {
  const tables: string[] = [];
  for (const pages of sizes) {
    const page = syntheticPages(seed);
    const asked = new Map(questionSets.map((set) => [set, questionsOf(set, { page, pages, count: questionsEach })]));
    const directory = await mkdtemp(path.join(tmpdir(), "lantai-search-"));
    try {
      const corpus = { page, pages, asked };
      const results = [await measureLantai(corpus, directory), await measureTrigram(corpus, directory)];
      if (luceneIsInstalled()) results.push(await measureLucene(corpus, directory));
      tables.push(buildTable(results), latencyTable(results));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
  const missing = luceneIsInstalled()
    ? ""
    : "\nLucene 8 (Debian package liblucene8-java) is not installed and left out.\n";
  return `${tables.join("\n\n")}\n${missing}`;
};

const batches = function* ({ page, pages }: Corpus): Generator<SyntheticPage[]> {
  for (let from = 0; from < pages; from += batch)
    yield Array.from({ length: Math.min(batch, pages - from) }, (_, at) => page(from + at));
};

/** CPU seconds of the work alone, not of making the pages. */
const indexAll = async (corpus: Corpus, put: (pages: SyntheticPage[]) => Promise<void> | void): Promise<number> => {
  let microseconds = 0;
  for (const pages of batches(corpus)) {
    const before = process.cpuUsage();
    await put(pages);
    const { user, system } = process.cpuUsage(before);
    microseconds += user + system;
  }
  return microseconds / 1e6;
};

const ask = async (
  asked: Asked,
  find: (question: Question) => Promise<number> | number,
): Promise<Map<QuestionSet, Timing>> => {
  const sets = new Map<QuestionSet, Timing>();
  for (const [set, questions] of asked) {
    const milliseconds: number[] = [];
    let hits = 0;
    for (const question of questions) {
      let best = Infinity;
      let found = 0;
      for (let time = 0; time < runsEach; time += 1) {
        const start = performance.now();
        found = await find(question);
        best = Math.min(best, performance.now() - start);
      }
      milliseconds.push(best);
      hits += found;
    }
    sets.set(set, { milliseconds, hits });
  }
  return sets;
};

const measureLantai = async (corpus: Corpus, directory: string): Promise<EngineResult> => {
  const folder = path.join(directory, "lantai");
  await mkdir(folder);
  const index = await openLantaiIndex(folder);
  const archives = new Set<string>();
  const cpuSeconds = await indexAll(corpus, (pages) => {
    for (const { archive } of pages) archives.add(archive);
    return index.put(pages);
  });
  const readable = [...archives];
  const sets = await ask(
    corpus.asked,
    async (question) => (await index.find(question, readable, pageSize)).total.value,
  );
  index.close();
  return { engine: "Lantai on one machine", pages: corpus.pages, cpuSeconds, bytes: await bytesOf(folder), sets };
};

const measureTrigram = async (corpus: Corpus, directory: string): Promise<EngineResult> => {
  const index = openTrigramIndex(path.join(directory, "trigram.sqlite"));
  const cpuSeconds = await indexAll(corpus, index.put);
  const bytes = index.bytes();
  const sets = await ask(corpus.asked, index.find);
  index.close();
  return { engine: "SQLite FTS5 trigram", pages: corpus.pages, cpuSeconds, bytes, sets };
};

const measureLucene = async (corpus: Corpus, directory: string): Promise<EngineResult> => {
  const pagesFile = path.join(directory, "pages.tsv");
  const file = createWriteStream(pagesFile);
  for (const pages of batches(corpus)) if (!file.write(pages.map(luceneLine).join(""))) await once(file, "drain");
  file.end();
  await once(file, "close");
  const questions = [...corpus.asked.values()].flat();
  const { cpuSeconds, bytes, answers } = await askLucene(pagesFile, questions, {
    directory,
    runs: runsEach,
    top: pageSize,
  });
  const answerOf = new Map(questions.map((question, at) => [question, answers[at]]));
  const sets = new Map(
    [...corpus.asked].map(([set, asked]): [QuestionSet, Timing] => {
      const ofSet = asked.flatMap((question) => answerOf.get(question) ?? []);
      const hits = ofSet.reduce((sum, { total }) => sum + total, 0);
      return [set, { milliseconds: ofSet.map(({ milliseconds }) => milliseconds), hits }];
    }),
  );
  return { engine: "Lucene 8 cjk", pages: corpus.pages, cpuSeconds, bytes, sets };
};

const bytesOf = async (folder: string): Promise<number> => {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { pages: { type: "string", default: "100000,1000000" } } });
  console.log(await run({ sizes: values.pages.split(",").map(Number) }));
}
