import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ConverterFactory } from "opencc-js/core";
import { from, to } from "opencc-js/preset";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLantaiIndex, type LantaiIndex } from "../../../bench/search/lantai-index.ts";
import { askLucene, luceneJars, luceneLine, type Question } from "../../../bench/search/lucene.ts";
import { questionsOf } from "../../../bench/search/questions.ts";
import { syntheticPages, type SyntheticPage } from "../../../bench/search/synthetic-pages.ts";
import { foldText } from "../../../functions/full-text/analyzer/fold-lines.ts";
import { peerFile, peerProgram } from "../../support/peer-program.ts";
import { temporaryDirectory } from "../../support/serve-service.ts";

const luceneIsHere = [
  peerProgram("java", "default-jre-headless"),
  peerProgram("javac", "default-jdk-headless"),
  ...luceneJars.map((jar) => peerFile(jar, "liblucene8-java")),
].every((found) => found !== undefined);

const count = 2_000;
const makePage = syntheticPages(20_261_126);
const plain = Array.from({ length: count }, (_, number) => makePage(number));
const archives = [...new Set(plain.map(({ archive }) => archive))];

const inTraditional = ConverterFactory(from.cn!, to.tw!);
const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const everyTwelve = (text: string, separator: string): string => text.replace(/.{12}(?=.)/gu, `$&${separator}`);

const questions = (set: Parameters<typeof questionsOf>[0]): Question[] =>
  questionsOf(set, { page: makePage, pages: count, count: 100 });
const names = [...questions("two-character names"), ...questions("three-character names")];
const phrases = questions("six-character phrases");
const latin = ["annual", "Report", "isbn", "lantai", "Register"].map((word): Question => ({ words: [word] }));

/** `least`: the recall that is promised, where it is not everything. */
type Corpus = {
  readonly text: (text: string) => string;
  readonly sets: Readonly<Record<string, Question[]>>;
  readonly least?: number;
};

/**
 * The same pages in other writing; what is asked stays as it was, and so does what should be found. Traditional text is
 * converted by phrases (項鍊, 藉口), folded by characters.
 */
const corpora: Readonly<Record<string, Corpus>> = {
  "as written": {
    text: (text) => text,
    sets: {
      "two-character names": questions("two-character names"),
      "three-character names": questions("three-character names"),
      "six-character phrases": phrases,
      "Latin words": latin,
    },
  },
  "in full width": { text: fullWidth, sets: { "Latin words": latin, names } },
  "in traditional characters": {
    text: (text) => inTraditional(text),
    sets: { names, "six-character phrases": phrases },
    least: 0.98,
  },
  "in lines of twelve": { text: (text) => everyTwelve(text, "\n"), sets: { names, "six-character phrases": phrases } },
  "with spaces between words": { text: (text) => everyTwelve(text, "　"), sets: { names } },
};

/** Which pages say it, by looking. */
const truthOf = ({ words: [word = ""] }: Question): Set<string> => {
  const says = /^[a-z]+$/i.test(word)
    ? (page: SyntheticPage) => new RegExp(`\\b${word}\\b`, "i").test(page.text)
    : (page: SyntheticPage) => page.text.includes(word);
  return new Set(plain.filter(says).map(({ id }) => id));
};

const recallOf = (truths: readonly ReadonlySet<string>[], found: readonly (readonly string[])[]): number => {
  const hits = truths.map((truth, at) => (found[at] ?? []).filter((id) => truth.has(id)).length);
  const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);
  return sum(hits) / sum(truths.map(({ size }) => size));
};

const rows: string[] = [];
const percent = (share: number | undefined): string => (share === undefined ? "-" : `${(100 * share).toFixed(1)} %`);

afterAll(() => {
  const head = ["| Pages | questions | Lantai | Lucene cjk |", "|---|---|---|---|"];
  process.stdout.write(`\nRecall, ${count} pages:\n\n${[...head, ...rows].join("\n")}\n`);
});

it("the pages need no folding as they are written, so that both analyzers read the same", () => {
  const folded = plain.filter(({ text }) => foldText(text) !== text.toLowerCase().replaceAll("，", ","));
  expect(folded.map(({ text }) => text)).toEqual([]);
  expect([names.length, phrases.length]).toEqual([200, 100]);
});

describe.each(Object.entries(corpora))("pages %s", (title, { text, sets, least = 1 }) => {
  const pages = plain.map((page) => ({ ...page, text: text(page.text) }));
  const asked = Object.values(sets).flat();
  const truths = asked.map(truthOf);
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let index: LantaiIndex;
  let ours: string[][];
  let theirs: (readonly string[])[] | undefined;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    index = await openLantaiIndex(directory.path);
    await index.put(pages);
    ours = [];
    for (const question of asked) {
      const { hits } = await index.find(question, archives, count);
      ours.push(hits.map(({ page }) => page.archivalCode));
    }
    if (!luceneIsHere) return;
    const pagesFile = path.join(directory.path, "pages.tsv");
    await mkdir(path.join(directory.path, "lucene"));
    await writeFile(pagesFile, pages.map(luceneLine).join(""));
    const { answers } = await askLucene(pagesFile, asked, { directory: directory.path, runs: 1, top: count });
    theirs = answers.map(({ ids }) => ids);
  });
  afterAll(async () => {
    index.close();
    await directory.remove();
  });

  const ofSet = <Value>(set: string, values: readonly Value[]): Value[] =>
    values.filter((_, at) => (sets[set] ?? []).includes(asked[at]!));

  it("are found by the words on them, and no other page is", () => {
    const wrong = ours.flatMap((ids, at) => ids.filter((id) => truths[at]?.has(id) !== true));
    expect(wrong).toEqual([]);
    for (const set of Object.keys(sets)) {
      expect(recallOf(ofSet(set, truths), ofSet(set, ours))).toBeGreaterThanOrEqual(least);
    }
  });

  describe("with Lucene", () => {
    it.runIf(luceneIsHere).each(Object.keys(sets))("are found by %s never less than Lucene's cjk finds", (set) => {
      const [mine, its] = [ours, theirs ?? []].map((found) => recallOf(ofSet(set, truths), ofSet(set, found)));
      expect(mine).toBeGreaterThanOrEqual(its ?? Infinity);
      if (title === "as written") expect(its).toBeGreaterThan(0.99);
    });
  });

  afterAll(() => {
    for (const set of Object.keys(sets)) {
      const recall = (found: readonly (readonly string[])[]) =>
        percent(recallOf(ofSet(set, truths), ofSet(set, found)));
      rows.push(`| ${title} | ${set} | ${recall(ours)} | ${theirs === undefined ? "-" : recall(theirs)} |`);
    }
  });
});
